"""The style sheet of the shell: toolbar, docks, banner, start page. The panels paint themselves."""

from __future__ import annotations

from string import Template

from PySide6.QtGui import QColor

from gradviz.ui.theme import Theme

_SHEET = Template(
    """
QMainWindow { background: $canvas; }
QMenuBar, QMenu, QStatusBar, QStatusBar QLabel, #seek_bar *, #toolbar QToolButton, #toolbar QLineEdit, #title QLabel,
QMainWindow > QTabBar, #banner QLabel, #banner QPushButton, #start QLabel, #sheet QLabel, #sheet QLineEdit,
#program_pages QTabBar, #sheet QListWidget { font-size: ${size}pt; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $forward; }
QMenuBar { background: $panel; color: $text; padding: 1px 4px; }
QMenuBar::item { background: transparent; padding: 3px 8px; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $panel; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 4px 24px 4px 24px; border-radius: 4px; }
QMenu::item:selected { background: $forward; color: $on_accent; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
QScrollBar { background: transparent; border: 0; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $scroll; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QToolTip { background: $panel; color: $text; border: 1px solid $line; padding: 3px; }
QStatusBar { background: $panel; color: $muted; border-top: 1px solid $line; }
QStatusBar::item { border: 0; }
QStatusBar QLabel { color: $muted; padding: 0 6px; }
#seek_bar QProgressBar {
    background: $canvas; color: $text; border: 1px solid $line; border-radius: 4px; text-align: center;
}
#seek_bar QProgressBar::chunk { background: $forward_tint; border-radius: 3px; }
#seek_bar QPushButton {
    background: $canvas; color: $text; border: 1px solid $line; border-radius: 4px; padding: 0 9px;
}
#seek_bar QPushButton:hover { background: $hover; }
#seek_bar QPushButton:focus { border-color: $forward; }

#toolbar { background: $panel; border: 0; border-bottom: 1px solid $line; padding: 5px 8px; spacing: 5px; }
#toolbar::separator { background: transparent; width: 8px; }
#toolbar QToolButton {
    background: $canvas; color: $text; border: 1px solid $line; border-radius: 6px; padding: 4px 7px;
}
#toolbar QToolButton:hover { background: $hover; }
#toolbar QToolButton:pressed, #toolbar QToolButton:checked { background: $forward_tint; border-color: $forward; }
#toolbar QToolButton[quiet="true"]:checked { background: $canvas; border-color: $line; }
#toolbar QToolButton:focus { border-color: $forward; }
#toolbar QToolButton:disabled { color: $muted; background: $panel; }
#toolbar QToolButton::menu-indicator { image: none; width: 0; }
#toolbar QToolButton[accent="true"] {
    background: $forward; color: $on_accent; border-color: $forward; font-weight: bold;
}
#toolbar QToolButton[accent="true"]:hover { background: $forward_strong; }
#toolbar QToolButton[accent="true"]:disabled { background: $panel; color: $muted; border-color: $line; }
#toolbar QToolButton[phase="forward"]:enabled { color: $forward; border-color: $forward; background: $forward_tint; }
#toolbar QToolButton[phase="backward"]:enabled {
    color: $backward; border-color: $backward; background: $backward_tint;
}
#toolbar QToolButton[phase="update"]:enabled { color: $update; border-color: $update; background: $update_tint; }
#toolbar QLineEdit {
    background: $canvas; color: $text; border: 1px solid $line; border-radius: 6px; padding: 4px 6px;
    selection-background-color: $forward; selection-color: $on_accent;
}
#toolbar QLineEdit:focus { border-color: $forward; }
#toolbar QLineEdit[found="false"] { border-color: $error; }

QDockWidget { color: $text; }
#title { background: $panel; border-bottom: 1px solid $line; }
#title QLabel { color: $text; font-weight: bold; padding: 5px 2px 5px 10px; }
#title QToolButton { background: transparent; border: 0; border-radius: 4px; padding: 2px; margin-right: 4px; }
#title QToolButton:hover { background: $hover; }
#body { background: $panel; }
QMainWindow > QTabBar { background: $panel; qproperty-drawBase: 0; }
QMainWindow > QTabBar::tab {
    background: $panel; color: $muted; border: 0; border-bottom: 2px solid transparent; padding: 5px 12px 4px 12px;
}
QMainWindow > QTabBar::tab:selected { color: $text; border-bottom-color: $forward; }
QMainWindow > QTabBar::tab:hover { color: $text; }

#banner { border: 0; border-top: 2px solid $muted; background: $canvas; }
#banner[kind="error"] { border-top-color: $error; }
#banner[kind="info"] { border-top-color: $forward; }
#banner QLabel { color: $text; }
#banner QPushButton {
    background: $panel; color: $text; border: 1px solid $line; border-radius: 6px; padding: 4px 10px;
}
#banner QPushButton:hover { background: $hover; }
#banner QPushButton:focus { border-color: $forward; }
#banner QToolButton { background: transparent; border: 0; border-radius: 4px; padding: 2px; }
#banner QToolButton:hover { background: $hover; }

#live_bar { border: 0; border-bottom: 1px solid $line; border-left: 3px solid $backward; background: $backward_tint; }
#live_bar QLabel { color: $text; }
#live_bar QPushButton, #live_bar QLineEdit {
    background: $panel; color: $text; border: 1px solid $line; border-radius: 6px; padding: 3px 9px;
}
#live_bar QPushButton:hover { background: $hover; }
#live_bar QPushButton:disabled { color: $muted; }
#live_bar QPushButton:focus, #live_bar QLineEdit:focus { border-color: $forward; }

#training_bar { border: 0; border-bottom: 1px solid $line; background: $panel; }
#training_bar QLabel { color: $text; }
#training_bar QPushButton, #training_bar QLineEdit {
    background: $canvas; color: $text; border: 1px solid $line; border-radius: 6px; padding: 3px 9px;
}
#training_bar QPushButton:hover { background: $hover; }
#training_bar QPushButton:disabled, #training_bar QLineEdit:disabled { color: $muted; background: $panel; }
#training_bar QPushButton:focus, #training_bar QLineEdit:focus { border-color: $forward; }
#training_bar QProgressBar { background: $line; border: 0; border-radius: 4px; }
#training_bar QProgressBar::chunk { background: $update; border-radius: 4px; }

#program_pages QTabBar { background: $panel; border-bottom: 1px solid $line; }
#program_pages QTabBar::tab {
    background: $panel; color: $muted; border: 0; border-bottom: 2px solid transparent; padding: 3px 12px 2px 12px;
}
#program_pages QTabBar::tab:selected { color: $text; border-bottom-color: $forward; }
#program_pages QTabBar::tab:hover { color: $text; }
#net_form, #net_form QScrollArea, #net_form QScrollArea > QWidget > QWidget { background: $panel; }
#net_form QLineEdit {
    background: $canvas; color: $text; border: 1px solid $line; border-radius: 4px; padding: 2px 5px;
    selection-background-color: $forward; selection-color: $on_accent;
}
#net_form QLineEdit:focus { border-color: $forward; }
#net_form QLineEdit:disabled { color: $muted; background: $panel; }
#net_form QLineEdit[wrong="true"] { border-color: $error; }
#net_form QCheckBox::indicator:unchecked, #curve_legend::indicator:unchecked {
    width: 12px; height: 12px; background: $canvas; border: 1px solid $muted; border-radius: 3px;
}
#net_form QCheckBox::indicator:unchecked:focus { border-color: $forward; }
#net_foot { background: $panel; border: 0; border-top: 1px solid $line; }
#net_form QPushButton {
    background: $canvas; color: $text; border: 1px solid $line; border-radius: 6px; padding: 4px 9px;
}
#net_form QPushButton:hover { background: $hover; }
#net_form QPushButton:focus { border-color: $forward; }
#net_form QPushButton:disabled { color: $muted; background: $panel; }

#export { background: $panel; }
#export QLineEdit {
    background: $canvas; color: $text; border: 1px solid $line; border-radius: 6px; padding: 3px 6px;
    selection-background-color: $forward; selection-color: $on_accent;
}
#export QLineEdit:focus { border-color: $forward; }
#export QLineEdit:disabled { color: $muted; background: $panel; }
#export QCheckBox::indicator {
    width: 12px; height: 12px; border: 1px solid $muted; border-radius: 3px; background: $canvas;
}
#export QCheckBox::indicator:checked { background: $forward; border: 3px solid $canvas; width: 8px; height: 8px; }
#export QCheckBox::indicator:disabled { border-color: $line; }
#export QCheckBox::indicator:checked:disabled { background: $muted; }
#export QProgressBar { background: $line; border: 0; border-radius: 4px; max-height: 8px; }
#export QProgressBar::chunk { background: $forward; border-radius: 4px; }

#start { background: $canvas; }
#start QLabel { color: $muted; }
#start QLabel#heading { color: $text; font-size: ${heading}pt; font-weight: bold; }
#start QPushButton {
    background: $forward; color: $on_accent; border: 2px solid $forward; border-radius: 10px; padding: 12px 40px;
    font-size: ${large}pt; font-weight: bold;
}
#start QPushButton:hover, #start QPushButton:focus { background: $forward_strong; border-color: $text; }
#start QPushButton:disabled { background: $panel; color: $muted; border-color: $line; }

#sheet { background: $panel; border: 1px solid $line; border-radius: 10px; }
#sheet QLabel { color: $text; }
#sheet QLabel[role="muted"] { color: $muted; }
#sheet QLabel[role="heading"] { font-size: ${heading}pt; font-weight: bold; }
#sheet QLabel[role="group"] { font-weight: bold; padding-top: 10px; }
#sheet QLineEdit {
    background: $canvas; color: $text; border: 1px solid $line; border-radius: 6px; padding: 7px 9px;
    selection-background-color: $forward; selection-color: $on_accent;
}
#sheet QLineEdit:focus { border-color: $forward; }
#sheet QListWidget { background: $panel; color: $text; border: 0; outline: 0; }
#sheet QListWidget::item { padding: 5px 8px; border-radius: 5px; }
#sheet QListWidget::item:selected { background: $forward; color: $on_accent; }
"""
)


def style_sheet(theme: Theme, font_size: float) -> str:
    """Return the style sheet in the theme's colours for type of ``font_size`` points."""
    colors = {name: str(getattr(theme, name)) for name in theme.__slots__}
    return _SHEET.substitute(
        colors,
        scroll=_mixed(theme.panel, theme.text, 0.25),
        hover=_mixed(theme.panel, theme.text, 0.08),
        forward_strong=_mixed(theme.forward, theme.text, 0.18),
        size=f"{font_size:.1f}",
        heading=f"{font_size * 1.6:.1f}",
        large=f"{font_size * 1.3:.1f}",
    )


def _mixed(one: str, other: str, share: float) -> str:
    a, b = QColor(one), QColor(other)
    channels = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    return QColor(*(round(x + (y - x) * share) for x, y in channels)).name()
