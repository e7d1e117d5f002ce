# 有据: every target makes its own environment once (.venv) and only wraps `youju`.
#   make demo   读入示例报告，开网页问答，问两个问题，打印回答，关掉
#   make test   全部测试
#   make chat   打开网页问答（127.0.0.1:7860 或下一个空闲端口）
#   make eval   用已知答案打分，核对门槛，再与别的办法比一比（10 分钟以内）

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STORE := .youju/store
# The environment is brought up to date when the lock or what [project] asks for changes.
KEY := $(shell { cat requirements.lock; sed -n '/^\[project/,/^\[tool/p' pyproject.toml; } | cksum | cut -d' ' -f1)
RUN := $(VENV)/.run-$(KEY)
DEV := $(VENV)/.dev-$(KEY)

export YOUJU_STORE ?= $(STORE)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export GRADIO_ANALYTICS_ENABLED := False
export ANONYMIZED_TELEMETRY := False
export HF_HUB_OFFLINE := 1

# What pip says goes to a file; it is shown only if pip fails.
define install
$(BIN)/python -m pip install -q -c requirements.lock $(1) >>$(VENV)/install.log 2>&1 || \
  { tail -n 30 $(VENV)/install.log; echo "没装成，全部输出在 $(VENV)/install.log。"; exit 1; }
endef

.DEFAULT_GOAL := help
.PHONY: help demo chat test check eval samples bench soak docs clean

help:
	@sed -n 's/^#  *\(make .*\)/\1/p' Makefile

$(RUN):
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "需要 Python 3.11 到 3.13。这样指定：make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "准备环境 $(VENV)（只有第一次，几分钟）……"
	@v='import sys; print(sys.version_info[:2])'; \
	  [ "$$($(BIN)/python -c "$$v" 2>/dev/null)" = "$$($(PYTHON) -c "$$v")" ] || clear=--clear; \
	  $(PYTHON) -m venv $$clear $(VENV)
	@$(call install,pip setuptools)
	@$(call install,torch)
	@$(call install,--no-build-isolation -e .)
	@touch $@

$(DEV): $(RUN)
	@echo "安装测试工具……"
	@$(call install,--no-build-isolation -e '.[dev]')
	@touch $@

demo: $(RUN)
	@$(BIN)/youju demo

chat: $(RUN)
	@$(BIN)/youju chat --samples

test: $(DEV)
	@$(BIN)/python -m pytest -m "not soak and not bench" -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m ui.help_pages --check docs/cli.md

eval: $(DEV)
	@$(BIN)/youju eval run $(or $(ARGS),--gate eval/sets/gate.toml)
	@$(BIN)/youju eval baselines --tag holdout

samples: $(DEV)
	@$(BIN)/python -m eval.make_samples --out eval/samples

bench: $(DEV)
	@$(BIN)/youju bench
	@$(BIN)/python -m pytest -q -m bench $(ARGS)

soak: $(DEV)
	@HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -m "hypothesis or soak" --timeout=0 $(ARGS)

docs: $(DEV)
	@$(BIN)/python -m ui.help_pages docs/cli.md

clean:
	rm -rf $(VENV) .youju build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
