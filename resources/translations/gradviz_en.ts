<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Compared</name>
    <message numerus="yes">
        <source>%n curve(s) of {name} are shown beside the loss.</source>
        <translation>
            <numerusform>%n curve of {name} is shown beside the loss.</numerusform>
            <numerusform>%n curves of {name} are shown beside the loss.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConsolePanel</name>
    <message numerus="yes">
        <source>… {count} line(s) not shown</source>
        <translation>
            <numerusform>… {count} line not shown</numerusform>
            <numerusform>… {count} lines not shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Counts</name>
    <message numerus="yes">
        <source>%n value(s) ≤ 0 have no logarithm</source>
        <translation>
            <numerusform>%n value ≤ 0 has no logarithm</numerusform>
            <numerusform>%n values ≤ 0 have no logarithm</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) of 0 have no logarithm</source>
        <translation>
            <numerusform>%n value of 0 has no logarithm</numerusform>
            <numerusform>%n values of 0 have no logarithm</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n iteration(s) without a loss</source>
        <translation>
            <numerusform>%n iteration without a loss</numerusform>
            <numerusform>%n iterations without a loss</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more are not recorded</source>
        <translation>
            <numerusform>%n more is not recorded</numerusform>
            <numerusform>%n more are not recorded</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message numerus="yes">
        <source>%n event(s) per second</source>
        <translation>
            <numerusform>%n event per second</numerusform>
            <numerusform>%n events per second</numerusform>
        </translation>
    </message>
</context>
</TS>
