# 用工调度看板：见 README.zh-CN.md。可改：PORT（看板端口）、PYTHON（用哪个解释器建虚拟环境）。
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PORT ?= 8501
PYTHON ?= $(shell for name in python3.11 python3 python3.14 python3.13 python3.12; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$name" && break; done)

HOME_FOLDER := $(if $(REPORTS_HOME),$(REPORTS_HOME),data)
SAMPLES := data/samples/reports
LOADED := $(HOME_FOLDER)/releases/samples.loaded

VENV := .venv
RUN := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed-run
INSTALLED_DEV := $(VENV)/.installed-dev
PIP := $(RUN) -m pip --disable-pip-version-check install --quiet --requirement

.PHONY: help run serve samples test check bench screenshots dictionary clean

help: ## 列出可用的命令
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 22
	@echo '  可改：make run PORT=8600 PYTHON=python3.12'

run: samples ## 安装、生成并装载样例、打开看板（从零开始只需这一条）
	@$(MAKE) --no-print-directory serve

serve: $(INSTALLED) ## 只打开看板，不生成也不装载样例（正式数据用这一条）
	@echo '看板地址：http://127.0.0.1:$(PORT)   （按 Ctrl+C 停止）'
	@exec $(RUN) -m streamlit run streamlit_app.py --server.address 127.0.0.1 --server.port $(PORT)

# Some sample files are wrong on purpose and are returned: exit code 1 of the load is the expected one.
samples: $(INSTALLED) ## 生成样例报表并装载；已装载过的不再装载
	@$(RUN) -m data.samples
	@if [ -f '$(HOME_FOLDER)/CURRENT' ] && cmp -s '$(SAMPLES)/.generated.json' '$(LOADED)'; then \
		echo '样例已装载，当前发布版本：'"$$(cat '$(HOME_FOLDER)/CURRENT')"; \
	else \
		$(RUN) -m etl load $(SAMPLES) --summary || [ $$? -eq 1 ]; \
		cp '$(SAMPLES)/.generated.json' '$(LOADED)'; \
	fi

test: $(INSTALLED_DEV) ## 全部测试，含真实浏览器；自行安装所需
	@$(RUN) -m tests.system_packages
	@$(RUN) -m pytest -n 2 --dist worksteal --ignore=tests/browser
	@$(RUN) -m pytest -n 2 --dist worksteal tests/browser

check: $(INSTALLED_DEV) ## 排版、静态检查、类型、导入规则、数据字典，然后全部测试
	@$(RUN) -m ruff format --check .
	@$(RUN) -m ruff check .
	@$(RUN) -m mypy
	@$(VENV)/bin/lint-imports
	@$(RUN) -m data.warehouse.dictionary --check
	@$(MAKE) --no-print-directory test

bench: $(INSTALLED_DEV) ## 量速度和内存（只打印，不算测试）
	@$(RUN) -m tests.bench

screenshots: samples $(INSTALLED_DEV) ## 给各页拍照，存入 screenshots/
	@$(RUN) -m tests.system_packages
	@$(RUN) -m tests.browser.screenshots

dictionary: $(INSTALLED) ## 由声明重新生成 data/DICTIONARY.md
	@$(RUN) -m data.warehouse.dictionary

clean: ## 删除虚拟环境、缓存和样例；收到的报表、台账和发布版本不动
	rm -rf $(VENV) $(SAMPLES) screenshots .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN):
	@if [ -z '$(PYTHON)' ]; then \
		echo '缺少 Python 3.11 或更新版本。Debian/Ubuntu：sudo apt-get install python3 python3-venv' >&2; exit 1; fi
	@if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
		echo '$(PYTHON) 不是 Python 3.11 或更新版本。' >&2; exit 1; fi
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		echo '缺少 python3-venv，无法建虚拟环境。Debian/Ubuntu：sudo apt-get install python3-venv' >&2; exit 1; fi
	@echo '建立虚拟环境 $(VENV)'
	@$(PYTHON) -m venv $(VENV)

$(INSTALLED): requirements.txt | $(RUN)
	@echo '安装依赖（首次需几分钟）'
	@$(PIP) requirements.txt
	@touch $@

$(INSTALLED_DEV): requirements-dev.txt $(INSTALLED)
	@echo '安装测试依赖'
	@$(PIP) requirements-dev.txt
	@touch $@
