"""Collect the texts of the window for translation: lupdate over gradviz, into resources/translations.

`python3 packaging/dev.py translations [--check]`; with --check nothing is written, and a text that a .ts file lacks, or
that is not translated there, is an error. The .ts files are read as they are: nothing is compiled.

Words of the Chinese texts, always the same:

    autograd 自动求导    tensor 张量         leaf 叶子       gradient 梯度      norm 范数        shape 形状
    forward 前向         backward 反向       update 更新     graph 计算图       node 节点        edge 边
    op 算子              variable 变量       parameter 参数  loss 损失          iteration 迭代   event 事件
    value 值             scalar 标量         mean 均值       inspector 检查器   timeline 时间线  curves 曲线
    heat map 热图        console 控制台      run 运行        stop 停止          pause 暂停       step 单步
    back 后退            play 播放           session 会话    command palette 命令面板

Names of ops, grad_fn, .grad, requires_grad, NaN and Inf stay. An access key follows in brackets: 运行(&R).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
FILES = {"gradviz_zh_CN.ts": "zh_CN", "gradviz_en.ts": "en"}
"""Of English only the plurals."""


class NotCollected(Exception):
    """lupdate could not be run."""


def main(arguments: list[str]) -> int:
    """Bring the .ts files up to date, or check that they are; return how many files have a flaw."""
    check = "--check" in arguments
    flawed = 0
    try:
        with tempfile.TemporaryDirectory() as temporary:
            for name, language in FILES.items():
                target = Path(temporary) / name if check else FOLDER / name
                if check and (FOLDER / name).exists():
                    shutil.copy(FOLDER / name, target)
                collect(target, language)
                flaws = list(flaws_of(target))
                print(f"{name}: {len(texts_of(target))} texts, {len(flaws)} to translate", *flaws, sep="\n  ")
                flawed += bool(flaws)
    except NotCollected as error:
        print(f"gradviz: {error}", file=sys.stderr)
        return 1
    return flawed if check else 0


def collect(target: Path, language: str) -> None:
    """Write every text of the window into ``target``; the translations that are there stay."""
    tool = shutil.which("pyside6-lupdate", path=str(Path(sys.executable).parent))
    if tool is None:
        raise NotCollected("pyside6-lupdate is not beside this Python, so no texts were collected.")
    target.parent.mkdir(parents=True, exist_ok=True)
    options = ["-silent", "-no-obsolete", "-locations", "none", "-source-language", "en", "-target-language", language]
    plurals = ["-pluralonly"] if language == "en" else []
    sources = sorted((ROOT / "gradviz").rglob("*.py"))
    done = subprocess.run(
        [tool, *options, *plurals, *sources, "-ts", target], check=False, capture_output=True, text=True
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        why = said[-1] if said else f"exit code {done.returncode}"
        raise NotCollected(f"lupdate could not run, so no texts were collected: {why}")


def texts_of(file: Path) -> list[ElementTree.Element]:
    """Return the messages in ``file``."""
    return list(ElementTree.parse(file).getroot().iter("message"))


def flaws_of(file: Path) -> Iterator[str]:
    """Name the texts in ``file`` that are not translated."""
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") or not "".join(translation.itertext()).strip():
                yield f"{context.findtext('name')}: {message.findtext('source')}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
