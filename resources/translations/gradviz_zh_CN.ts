<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Step</source>
        <translation>单步(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Graph</source>
        <translation>计算图(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Lab</source>
        <translation>实验室(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Examples</source>
        <translation>示例(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;New program</source>
        <translation>新建程序(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Save s&amp;ession…</source>
        <translation>保存会话(&amp;E)…</translation>
    </message>
    <message>
        <source>Save the recorded run, to be opened later without running anything</source>
        <translation>保存已记录的运行，以后无需再运行即可打开</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Run the program</source>
        <translation>运行程序</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>End the run now</source>
        <translation>立即结束运行</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Wait at the end of the next iteration, to step through it</source>
        <translation>在下一次迭代结束时暂停，以便单步查看</translation>
    </message>
    <message>
        <source>Li&amp;ve: wait before every node</source>
        <translation>实时：在每个节点前等待(&amp;V)</translation>
    </message>
    <message>
        <source>Let the real engine wait before every node of a backward pass</source>
        <translation>让真正的引擎在反向传播的每个节点前等待</translation>
    </message>
    <message>
        <source>Con&amp;tinue</source>
        <translation>继续(&amp;T)</translation>
    </message>
    <message>
        <source>Let the engine go on to the next breakpoint</source>
        <translation>让引擎继续运行到下一个断点</translation>
    </message>
    <message>
        <source>To the next &amp;backward pass</source>
        <translation>到下一次反向传播(&amp;B)</translation>
    </message>
    <message>
        <source>Run this backward pass to its end, and wait in the next one</source>
        <translation>把这次反向传播运行到结束，并在下一次中等待</translation>
    </message>
    <message>
        <source>&amp;Abort this pass</source>
        <translation>中止这次传播(&amp;A)</translation>
    </message>
    <message>
        <source>End this pass and put the gradients back; the program gets an exception</source>
        <translation>结束这次反向传播并还原梯度；程序会得到一个异常</translation>
    </message>
    <message>
        <source>&amp;Edit the arriving gradient</source>
        <translation>修改到达的梯度(&amp;E)</translation>
    </message>
    <message>
        <source>Change the gradient that is about to enter the node</source>
        <translation>修改即将进入节点的梯度</translation>
    </message>
    <message>
        <source>Run again, &amp;waiting in this iteration</source>
        <translation>重新运行，在这次迭代中等待(&amp;W)</translation>
    </message>
    <message>
        <source>Run again, and wait before every node from this iteration on</source>
        <translation>重新运行，从这次迭代起在每个节点前等待</translation>
    </message>
    <message>
        <source>Brea&amp;kpoint at the node</source>
        <translation>节点断点(&amp;K)</translation>
    </message>
    <message>
        <source>Set a breakpoint at the selected node, or remove it</source>
        <translation>在选中的节点设置断点，或移除它</translation>
    </message>
    <message>
        <source>Breakpoint at the l&amp;ine</source>
        <translation>行断点(&amp;I)</translation>
    </message>
    <message>
        <source>Set a breakpoint at the line of the cursor, or remove it</source>
        <translation>在光标所在行设置断点，或移除它</translation>
    </message>
    <message>
        <source>Breakp&amp;oints</source>
        <translation>断点(&amp;O)</translation>
    </message>
    <message>
        <source>List the breakpoints, and add conditions</source>
        <translation>列出断点，添加条件</translation>
    </message>
    <message>
        <source>Same random &amp;numbers in every run</source>
        <translation>每次运行使用相同的随机数(&amp;N)</translation>
    </message>
    <message>
        <source>Start every run with torch.manual_seed(0)</source>
        <translation>每次运行前调用 torch.manual_seed(0)</translation>
    </message>
    <message>
        <source>Record the aten ops insi&amp;de</source>
        <translation>记录内部的 aten 算子(&amp;D)</translation>
    </message>
    <message>
        <source>From the next run on, record which of torch&apos;s own ops run inside of each op</source>
        <translation>从下次运行起，记录每个算子内部运行了 torch 自己的哪些算子</translation>
    </message>
    <message>
        <source>Re&amp;compute this iteration</source>
        <translation>重新计算此迭代(&amp;C)</translation>
    </message>
    <message>
        <source>Run the same program again up to this iteration, and record all of it</source>
        <translation>将同一程序重新运行到此迭代，并完整记录该迭代</translation>
    </message>
    <message>
        <source>&amp;More memory for recorded iterations</source>
        <translation>增加已记录迭代的内存(&amp;M)</translation>
    </message>
    <message>
        <source>Double the memory budget of a run</source>
        <translation>将一次运行的内存预算加倍</translation>
    </message>
    <message>
        <source>&amp;Less memory for recorded iterations</source>
        <translation>减少已记录迭代的内存(&amp;L)</translation>
    </message>
    <message>
        <source>Halve the memory budget of a run</source>
        <translation>将一次运行的内存预算减半</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>播放(&amp;P)</translation>
    </message>
    <message>
        <source>Step by itself, or pause</source>
        <translation>自动单步，或暂停</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>后退(&amp;B)</translation>
    </message>
    <message>
        <source>One event back</source>
        <translation>后退一个事件</translation>
    </message>
    <message>
        <source>One event on</source>
        <translation>前进一个事件</translation>
    </message>
    <message>
        <source>Previous &amp;line</source>
        <translation>上一行(&amp;L)</translation>
    </message>
    <message>
        <source>Back to the event of another line of the program</source>
        <translation>退回到程序中另一行的事件</translation>
    </message>
    <message>
        <source>&amp;Next line</source>
        <translation>下一行(&amp;N)</translation>
    </message>
    <message>
        <source>On to the event of another line of the program</source>
        <translation>前进到程序中另一行的事件</translation>
    </message>
    <message>
        <source>To the s&amp;tart</source>
        <translation>到起点(&amp;T)</translation>
    </message>
    <message>
        <source>To where nothing has run yet</source>
        <translation>回到什么都还没运行的时刻</translation>
    </message>
    <message>
        <source>To the l&amp;oss</source>
        <translation>到损失(&amp;O)</translation>
    </message>
    <message>
        <source>To where the forward pass is complete</source>
        <translation>到前向传播完成的时刻</translation>
    </message>
    <message>
        <source>To the &amp;end</source>
        <translation>到终点(&amp;E)</translation>
    </message>
    <message>
        <source>To where everything has run</source>
        <translation>到全部运行完的时刻</translation>
    </message>
    <message>
        <source>Previous &amp;iteration</source>
        <translation>上一次迭代(&amp;I)</translation>
    </message>
    <message>
        <source>Open the recorded iteration before this one</source>
        <translation>打开前一次已记录的迭代</translation>
    </message>
    <message>
        <source>Ne&amp;xt iteration</source>
        <translation>下一次迭代(&amp;X)</translation>
    </message>
    <message>
        <source>Open the recorded iteration after this one</source>
        <translation>打开后一次已记录的迭代</translation>
    </message>
    <message>
        <source>Play slo&amp;wer</source>
        <translation>放慢播放(&amp;W)</translation>
    </message>
    <message>
        <source>Play &amp;faster</source>
        <translation>加快播放(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Search the graph</source>
        <translation>在图中搜索(&amp;S)</translation>
    </message>
    <message>
        <source>Find an op, a variable or a line in the graph</source>
        <translation>在图中查找算子、变量或行号</translation>
    </message>
    <message>
        <source>&amp;Command palette…</source>
        <translation>命令面板(&amp;C)…</translation>
    </message>
    <message>
        <source>Find every action, example, variable and op by its name</source>
        <translation>按名称查找任何操作、示例、变量和算子</translation>
    </message>
    <message>
        <source>Stop, or clear the selectio&amp;n</source>
        <translation>停止，或取消选择(&amp;N)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Fit the whole graph</source>
        <translation>显示整个图(&amp;F)</translation>
    </message>
    <message>
        <source>Zoom to the s&amp;election</source>
        <translation>缩放到所选(&amp;E)</translation>
    </message>
    <message>
        <source>Collapse or e&amp;xpand</source>
        <translation>折叠或展开(&amp;X)</translation>
    </message>
    <message>
        <source>Expand the selected module, or collapse the one around the selected node</source>
        <translation>展开所选模块，或折叠所选节点所在的模块</translation>
    </message>
    <message>
        <source>Collapse what is &amp;around</source>
        <translation>折叠外层(&amp;A)</translation>
    </message>
    <message>
        <source>Collapse the module or loop around what is selected</source>
        <translation>折叠所选内容所在的模块或循环</translation>
    </message>
    <message>
        <source>O&amp;verview</source>
        <translation>概览(&amp;V)</translation>
    </message>
    <message>
        <source>Collapse modules and loops until the whole graph can be seen</source>
        <translation>折叠模块和循环，直到能看到整个计算图</translation>
    </message>
    <message>
        <source>Expand everythin&amp;g</source>
        <translation>全部展开(&amp;G)</translation>
    </message>
    <message>
        <source>Show every node of the graph</source>
        <translation>显示计算图的每个节点</translation>
    </message>
    <message>
        <source>&amp;Larger text</source>
        <translation>放大文字(&amp;L)</translation>
    </message>
    <message>
        <source>S&amp;maller text</source>
        <translation>缩小文字(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Usual text size</source>
        <translation>标准文字大小(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Dark colours</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>Light or dark colours</source>
        <translation>浅色或深色</translation>
    </message>
    <message>
        <source>Mo&amp;tion</source>
        <translation>动画(&amp;T)</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>&amp;Restore the layout</source>
        <translation>恢复布局(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>Show every key</source>
        <translation>显示全部快捷键</translation>
    </message>
    <message>
        <source>&amp;About gradviz</source>
        <translation>关于 gradviz(&amp;A)</translation>
    </message>
    <message>
        <source>Net &amp;form</source>
        <translation>网络表单(&amp;F)</translation>
    </message>
    <message>
        <source>Fill in a two-layer net, whose program is written for you</source>
        <translation>填写一个两层网络，程序会自动写好</translation>
    </message>
    <message>
        <source>&amp;Write the program of the form</source>
        <translation>写出表单的程序(&amp;W)</translation>
    </message>
    <message>
        <source>Write what the net form says into the editor; the old text is kept</source>
        <translation>把表单的内容写进编辑器；原来的文本会保留</translation>
    </message>
    <message>
        <source>Write it and &amp;run</source>
        <translation>写出并运行(&amp;R)</translation>
    </message>
    <message>
        <source>Write what the net form says into the editor, and run it</source>
        <translation>把表单的内容写进编辑器并运行</translation>
    </message>
    <message>
        <source>One iteration &amp;further</source>
        <translation>前进一次迭代(&amp;F)</translation>
    </message>
    <message>
        <source>Run to the end of the next iteration, and wait again</source>
        <translation>运行到下一次迭代结束，再次等待</translation>
    </message>
    <message>
        <source>Start over, and &amp;hold</source>
        <translation>重新开始并等待(&amp;H)</translation>
    </message>
    <message>
        <source>Run from the beginning, and wait before the first iteration</source>
        <translation>从头运行，在第一次迭代之前等待</translation>
    </message>
    <message>
        <source>Chan&amp;ge the learning rate</source>
        <translation>修改学习率(&amp;G)</translation>
    </message>
    <message>
        <source>Type another learning rate for the training that runs or waits</source>
        <translation>为正在运行或等待的训练输入另一个学习率</translation>
    </message>
    <message>
        <source>Light up &amp;paths</source>
        <translation>点亮路径(&amp;P)</translation>
    </message>
    <message>
        <source>Light up every path from the selected node to the loss and to the leaves</source>
        <translation>点亮从所选节点到损失和到叶子的所有路径</translation>
    </message>
    <message>
        <source>Only what its gradient passe&amp;s</source>
        <translation>只看其梯度经过的部分(&amp;S)</translation>
    </message>
    <message>
        <source>Show only what the gradient of the selected leaf passes; Esc: the whole graph</source>
        <translation>只显示所选叶子的梯度经过的部分；Esc：整个计算图</translation>
    </message>
    <message>
        <source>Colour by s&amp;tate</source>
        <translation>按状态着色(&amp;T)</translation>
    </message>
    <message>
        <source>Colour by the &amp;norm of the gradient</source>
        <translation>按梯度范数着色(&amp;N)</translation>
    </message>
    <message>
        <source>Colour by the si&amp;ze of the value</source>
        <translation>按值的大小着色(&amp;Z)</translation>
    </message>
    <message>
        <source>Colour by &amp;memory</source>
        <translation>按内存着色(&amp;M)</translation>
    </message>
    <message>
        <source>Colour by &amp;device</source>
        <translation>按设备着色(&amp;D)</translation>
    </message>
    <message>
        <source>Colour by the t&amp;ype of the numbers</source>
        <translation>按数值类型着色(&amp;Y)</translation>
    </message>
    <message>
        <source>Next &amp;colouring</source>
        <translation>下一种着色(&amp;C)</translation>
    </message>
    <message>
        <source>Colour the boxes by something else</source>
        <translation>改用另一种量给节点着色</translation>
    </message>
    <message>
        <source>Ex&amp;port…</source>
        <translation>导出(&amp;P)…</translation>
    </message>
    <message>
        <source>Save the graph as a picture, a film of its steps, or data for other programs</source>
        <translation>把计算图保存为图片、逐步动画，或供其他程序使用的数据</translation>
    </message>
    <message>
        <source>Shared &amp;weights as chips</source>
        <translation>共享权重显示为小标签(&amp;W)</translation>
    </message>
    <message>
        <source>Draw what is used in many places as small chips there, or with all its edges</source>
        <translation>把多处使用的张量画成小标签，或画出它的所有边</translation>
    </message>
    <message>
        <source>&amp;Lockstep: runs side by side</source>
        <translation>同步对比：并排运行(&amp;L)</translation>
    </message>
    <message>
        <source>Run up to four programs side by side, and see where they part</source>
        <translation>并排运行最多四个程序，看它们从哪里开始不同</translation>
    </message>
    <message>
        <source>Add the program as a r&amp;un</source>
        <translation>把程序加为一个运行(&amp;U)</translation>
    </message>
    <message>
        <source>Let the program in the editor be one of the runs side by side</source>
        <translation>把编辑器中的程序加入并排运行</translation>
    </message>
    <message>
        <source>Stop all runs side by si&amp;de</source>
        <translation>停止所有并排的运行(&amp;D)</translation>
    </message>
    <message>
        <source>By hand, with torch.nn and with torch.optim, from the same start</source>
        <translation>手写、用 torch.nn、用 torch.optim，从相同的起点开始</translation>
    </message>
    <message>
        <source>Run &amp;all side by side</source>
        <translation>并排运行全部(&amp;A)</translation>
    </message>
    <message>
        <source>Run all programs side by side, from the same random numbers</source>
        <translation>并排运行所有程序，使用相同的随机数</translation>
    </message>
    <message>
        <source>End all runs</source>
        <translation>结束所有运行</translation>
    </message>
    <message>
        <source>Next &amp;view of the curves</source>
        <translation>曲线的下一种视图(&amp;V)</translation>
    </message>
    <message>
        <source>Show something else beside the loss: updates, gradient flow, distributions</source>
        <translation>在损失旁边显示别的内容：更新、梯度流、分布</translation>
    </message>
    <message>
        <source>Smoot&amp;her loss</source>
        <translation>让损失更平滑(&amp;H)</translation>
    </message>
    <message>
        <source>Average the loss over more iterations, or over none again</source>
        <translation>对更多次迭代的损失取均值，或不再取均值</translation>
    </message>
    <message>
        <source>Compare with a &amp;TensorBoard file…</source>
        <translation>与 TensorBoard 文件比较(&amp;T)…</translation>
    </message>
    <message>
        <source>Draw the scalars of an event file beside the loss</source>
        <translation>把事件文件中的标量画在损失旁边</translation>
    </message>
    <message>
        <source>Clear the curves of &amp;other runs</source>
        <translation>清除其他运行的曲线(&amp;O)</translation>
    </message>
    <message>
        <source>Draw the run on show alone</source>
        <translation>只画当前显示的运行</translation>
    </message>
    <message>
        <source>Export the run as a &amp;table…</source>
        <translation>把运行导出为表格(&amp;T)…</translation>
    </message>
    <message>
        <source>Save iterations, losses and every other curve as CSV</source>
        <translation>把迭代、损失和所有其他曲线保存为 CSV</translation>
    </message>
    <message>
        <source>Export the &amp;curves…</source>
        <translation>导出曲线(&amp;C)…</translation>
    </message>
    <message>
        <source>Save the curves as they are shown, as PNG or SVG</source>
        <translation>把显示的曲线保存为 PNG 或 SVG</translation>
    </message>
    <message>
        <source>Export the pro&amp;gram…</source>
        <translation>导出程序(&amp;G)…</translation>
    </message>
    <message>
        <source>Save the program with a comment that tells what it ran with</source>
        <translation>保存程序，并用注释说明它运行时的环境</translation>
    </message>
    <message>
        <source>W&amp;hy?</source>
        <translation>为什么(&amp;H)？</translation>
    </message>
    <message>
        <source>Show why gradients are None, zero, NaN, vanishing, exploding or stale</source>
        <translation>显示梯度为何为 None、为零、为 NaN、消失、爆炸或过时</translation>
    </message>
    <message>
        <source>U&amp;pdate in full</source>
        <translation>详看更新(&amp;P)</translation>
    </message>
    <message>
        <source>Show an update with its gradient, the optimizer&apos;s state and its formula</source>
        <translation>显示一次更新：它的梯度、优化器的状态和公式</translation>
    </message>
    <message>
        <source>What &amp;if an element were another</source>
        <translation>如果某个元素不同(&amp;I)</translation>
    </message>
    <message>
        <source>Change an element of the selected leaf: the gradient&apos;s promise and reality</source>
        <translation>改变所选叶子的一个元素：梯度的预言与实际</translation>
    </message>
    <message>
        <source>La&amp;ndscape of the loss</source>
        <translation>损失的地形(&amp;N)</translation>
    </message>
    <message>
        <source>Show the loss around the parameters, along the gradient or over a plane</source>
        <translation>显示参数周围的损失：沿梯度方向，或在一个平面上</translation>
    </message>
    <message>
        <source>A small net, written three wa&amp;ys</source>
        <translation>小网络的三种写法(&amp;Y)</translation>
    </message>
    <message>
        <source>The net form, written three ways, side &amp;by side</source>
        <translation>并排运行网络表单的三种写法(&amp;B)</translation>
    </message>
    <message>
        <source>The net of the form, by hand, with torch.nn and with torch.optim</source>
        <translation>表单中的网络：手写、用 torch.nn、用 torch.optim</translation>
    </message>
    <message>
        <source>Ne&amp;xt match</source>
        <translation>下一个匹配(&amp;X)</translation>
    </message>
    <message>
        <source>Go to the next match of the search in the graph</source>
        <translation>转到计算图中的下一个匹配</translation>
    </message>
    <message>
        <source>Previous matc&amp;h</source>
        <translation>上一个匹配(&amp;H)</translation>
    </message>
    <message>
        <source>Go to the previous match of the search in the graph</source>
        <translation>转到计算图中的上一个匹配</translation>
    </message>
    <message>
        <source>Arg&amp;uments…</source>
        <translation>命令行参数(&amp;U)…</translation>
    </message>
    <message>
        <source>What the program finds in sys.argv, as behind its name in a shell</source>
        <translation>程序在 sys.argv 中读到的内容，写法与在终端中相同</translation>
    </message>
    <message>
        <source>End what is recomputed; a run that goes on, or waits, stays where it is</source>
        <translation>结束正在进行的重新计算；仍在进行或等待中的运行保持原样</translation>
    </message>
    <message>
        <source>Record man&amp;y iterations: ten a second</source>
        <translation>记录更多迭代：每秒十次(&amp;Y)</translation>
    </message>
    <message>
        <source>From the next run on; recording may take up to a quarter of the time</source>
        <translation>从下次运行起；记录最多占用四分之一的时间</translation>
    </message>
    <message>
        <source>Colour &amp;by time</source>
        <translation>按时间着色(&amp;B)</translation>
    </message>
    <message>
        <source>How long ops and their nodes took while they were recorded; on a GPU, until they were launched</source>
        <translation>算子及其节点在记录时所用的时间；在 GPU 上为启动所用的时间</translation>
    </message>
    <message>
        <source>E&amp;xit recomputing</source>
        <translation>取消重新计算(&amp;X)</translation>
    </message>
</context>
<context>
    <name>ArgumentsRow</name>
    <message>
        <source>Arguments:</source>
        <translation>命令行参数：</translation>
    </message>
    <message>
        <source>Arguments of the program</source>
        <translation>程序的命令行参数</translation>
    </message>
    <message>
        <source>such as --epochs 3; the program finds them in sys.argv</source>
        <translation>例如 -n 3；程序在 sys.argv 中读到它们</translation>
    </message>
</context>
<context>
    <name>Arithmetic</name>
    <message>
        <source>gradviz has no formula for {name}; its numbers are here.</source>
        <translation>gradviz 没有 {name} 的公式；它的数值在这里。</translation>
    </message>
    <message>
        <source>Not all of its numbers were recorded, so that it cannot be computed again.</source>
        <translation>它的数值没有全部记录下来，因此无法重新计算。</translation>
    </message>
    <message>
        <source>Type a number, such as 0.5 or 1e-3.</source>
        <translation>请输入一个数，例如 0.5 或 1e-3。</translation>
    </message>
    <message>
        <source>would have made it {value}, a change of {change}</source>
        <translation>会使它变为 {value}，变化 {change}</translation>
    </message>
    <message>
        <source>With a gradient of</source>
        <translation>假如梯度为</translation>
    </message>
    <message>
        <source>Another gradient for this element</source>
        <translation>这个元素的另一个梯度</translation>
    </message>
    <message>
        <source>{name}: {before} → {after}, a change of {change}</source>
        <translation>{name}：{before} → {after}，变化 {change}</translation>
    </message>
    <message>
        <source>; that is {rate} times its gradient, downhill</source>
        <translation>；即逆着梯度走了它的 {rate} 倍</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Go to line {line}</source>
        <translation>转到第 {line} 行</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>.</source>
        <comment>ends a sentence</comment>
        <translation>。</translation>
    </message>
    <message>
        <source>Line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>Line {line}, column {column}</source>
        <translation>第 {line} 行，第 {column} 列</translation>
    </message>
</context>
<context>
    <name>Breakpoints</name>
    <message>
        <source>Before {name}, node {node}</source>
        <translation>在 {name}（节点 {node}）之前</translation>
    </message>
    <message>
        <source>Before the nodes of line {line}</source>
        <translation>在第 {line} 行的节点之前</translation>
    </message>
    <message>
        <source>At the first NaN or infinite number</source>
        <translation>在第一个 NaN 或无穷大处</translation>
    </message>
    <message>
        <source>When the norm of a gradient is above {limit}</source>
        <translation>当某个梯度的范数大于 {limit}</translation>
    </message>
    <message>
        <source>When the norm of a gradient is below {limit}</source>
        <translation>当某个梯度的范数小于 {limit}</translation>
    </message>
    <message>
        <source>When a gradient points against the one before</source>
        <translation>当某个梯度与上一次的方向相反</translation>
    </message>
    <message>
        <source>When an update is larger than {limit} of its parameter</source>
        <translation>当某次更新超过其参数的 {limit} 倍</translation>
    </message>
    <message>
        <source>When the norm of {variable}.grad is above {limit}</source>
        <translation>当 {variable}.grad 的范数大于 {limit}</translation>
    </message>
    <message>
        <source>When the norm of {variable}.grad is below {limit}</source>
        <translation>当 {variable}.grad 的范数小于 {limit}</translation>
    </message>
    <message>
        <source>When {variable}.grad points against the one before</source>
        <translation>当 {variable}.grad 与上一次的方向相反</translation>
    </message>
    <message>
        <source>When the update of {variable} is larger than {limit} of it</source>
        <translation>当 {variable} 的更新超过它的 {limit} 倍</translation>
    </message>
    <message>
        <source>{variable} is NaN or infinite</source>
        <translation>{variable} 是 NaN 或无穷大</translation>
    </message>
    <message>
        <source>the norm of {variable}.grad is {value}, above {limit}</source>
        <translation>{variable}.grad 的范数为 {value}，大于 {limit}</translation>
    </message>
    <message>
        <source>the norm of {variable}.grad is {value}, below {limit}</source>
        <translation>{variable}.grad 的范数为 {value}，小于 {limit}</translation>
    </message>
    <message>
        <source>{variable}.grad points against the one before, cosine {value}</source>
        <translation>{variable}.grad 与上一次的方向相反，余弦为 {value}</translation>
    </message>
    <message>
        <source>the update of {variable} is {value} of it, above {limit}</source>
        <translation>{variable} 的更新是它的 {value} 倍，大于 {limit}</translation>
    </message>
    <message>
        <source>the first gradient that is NaN or infinite arrives here</source>
        <translation>第一个为 NaN 或无穷大的梯度到达这里</translation>
    </message>
    <message>
        <source>it gets finite gradients and will send NaN or infinite ones</source>
        <translation>它得到有限的梯度，将送出 NaN 或无穷大</translation>
    </message>
</context>
<context>
    <name>BreakpointsPanel</name>
    <message>
        <source>first NaN or Inf</source>
        <translation>第一个 NaN 或 Inf</translation>
    </message>
    <message>
        <source>gradient norm above</source>
        <translation>梯度范数大于</translation>
    </message>
    <message>
        <source>gradient norm below</source>
        <translation>梯度范数小于</translation>
    </message>
    <message>
        <source>gradient turns round</source>
        <translation>梯度反向</translation>
    </message>
    <message>
        <source>update ÷ parameter above</source>
        <translation>更新 ÷ 参数大于</translation>
    </message>
    <message>
        <source>Breakpoints</source>
        <translation>断点</translation>
    </message>
    <message>
        <source>What to stop at</source>
        <translation>在什么情况下停止</translation>
    </message>
    <message>
        <source>any parameter</source>
        <translation>任意参数</translation>
    </message>
    <message>
        <source>The parameter that it is about; empty: any</source>
        <translation>针对的参数；空白表示任意参数</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>界限</translation>
    </message>
    <message>
        <source>The limit, a number</source>
        <translation>界限，一个数</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Stop the run where this holds</source>
        <translation>在满足此条件处停止运行</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove the chosen breakpoint (Delete)</source>
        <translation>移除选中的断点（删除键）</translation>
    </message>
    <message>
        <source>No breakpoints. Set one at a node (B), at a line (Ctrl+B, or a click beside its number), or add a condition here.</source>
        <translation>没有断点。可以在节点上 (B)、在某一行 (Ctrl+B，或点击行号旁) 设置，或在这里添加条件。</translation>
    </message>
</context>
<context>
    <name>Caption</name>
    <message>
        <source>iteration {index}</source>
        <translation>迭代 {index}</translation>
    </message>
    <message>
        <source>step {position} of {total}</source>
        <translation>第 {position} 步，共 {total} 步</translation>
    </message>
    <message>
        <source>forward: {what}</source>
        <translation>前向：{what}</translation>
    </message>
    <message>
        <source>backward: {what}</source>
        <translation>反向：{what}</translation>
    </message>
    <message>
        <source>update: {what}</source>
        <translation>更新：{what}</translation>
    </message>
</context>
<context>
    <name>CellMap</name>
    <message>
        <source>No elements: the shape is {0}.</source>
        <translation>没有元素：形状是 {0}。</translation>
    </message>
    <message>
        <source>On the device “meta” a tensor has a shape but no values.</source>
        <translation>在 meta 设备上，张量只有形状，没有值。</translation>
    </message>
    <message>
        <source>Its values were not recorded.</source>
        <translation>它的值没有记录。</translation>
    </message>
    <message>
        <source>{0}, magnitude {1}</source>
        <translation>{0}，模 {1}</translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message>
        <source>Logarithmic scale</source>
        <translation>对数刻度</translation>
    </message>
</context>
<context>
    <name>ColorBar</name>
    <message>
        <source>min {0}</source>
        <translation>最小 {0}</translation>
    </message>
    <message>
        <source>max {0}</source>
        <translation>最大 {0}</translation>
    </message>
</context>
<context>
    <name>Colouring</name>
    <message>
        <source>Boxes are coloured by: {quality}</source>
        <translation>节点着色依据：{quality}</translation>
    </message>
    <message>
        <source>Nothing of this iteration has a colour by: {quality}</source>
        <translation>本次迭代没有可以着色的内容：{quality}</translation>
    </message>
</context>
<context>
    <name>Compared</name>
    <message>
        <source>run {0}</source>
        <translation>运行 {0}</translation>
    </message>
    <message numerus="yes">
        <source>%n curve(s) of {name} are shown beside the loss.</source>
        <translation>
            <numerusform>{name} 的 %n 条曲线显示在损失旁边。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConsolePanel</name>
    <message>
        <source>Run the program: what it prints appears here.</source>
        <translation>运行程序：它打印的内容会显示在这里。</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>控制台</translation>
    </message>
    <message numerus="yes">
        <source>… {count} line(s) not shown</source>
        <translation>
            <numerusform>… 有 {count} 行未显示</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Counts</name>
    <message numerus="yes">
        <source>%n value(s) ≤ 0 have no logarithm</source>
        <translation>
            <numerusform>%n 个值 ≤ 0，没有对数</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) of 0 have no logarithm</source>
        <translation>
            <numerusform>%n 个 0 值没有对数</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n iteration(s) without a loss</source>
        <translation>
            <numerusform>%n 次迭代没有损失</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more are not recorded</source>
        <translation>
            <numerusform>另有 %n 个未记录</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CurveCommands</name>
    <message>
        <source>TensorBoard event files (*tfevents*);;All files (*)</source>
        <translation>TensorBoard 事件文件 (*tfevents*);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>There are no curves yet: run a program that trains first.</source>
        <translation>还没有曲线：请先运行一个训练程序。</translation>
    </message>
    <message>
        <source>Export the run as a table</source>
        <translation>把运行导出为表格</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>The run is saved in {name}.</source>
        <translation>运行已保存在 {name} 中。</translation>
    </message>
    <message>
        <source>Export the curves as a picture</source>
        <translation>把曲线导出为图片</translation>
    </message>
    <message>
        <source>Pictures (*.png *.svg)</source>
        <translation>图片 (*.png *.svg)</translation>
    </message>
    <message>
        <source>The picture is saved in {name}.</source>
        <translation>图片已保存在 {name} 中。</translation>
    </message>
    <message>
        <source>Export the program</source>
        <translation>导出程序</translation>
    </message>
    <message>
        <source>Python programs (*.py)</source>
        <translation>Python 程序 (*.py)</translation>
    </message>
    <message>
        <source>The program is saved in {name}; it runs without gradviz.</source>
        <translation>程序已保存在 {name} 中；它不需要 gradviz 就能运行。</translation>
    </message>
    <message>
        <source>{name} could not be written: {why}.</source>
        <translation>无法写入 {name}：{why}。</translation>
    </message>
</context>
<context>
    <name>Docks</name>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Heat maps</source>
        <translation>热图</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>控制台</translation>
    </message>
    <message>
        <source>Breakpoints</source>
        <translation>断点</translation>
    </message>
    <message>
        <source>Hide {name}</source>
        <translation>隐藏{name}</translation>
    </message>
    <message>
        <source>Lockstep</source>
        <translation>同步对比</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>为什么？</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Landscape</source>
        <translation>地形</translation>
    </message>
</context>
<context>
    <name>Document</name>
    <message>
        <source>untitled.py</source>
        <translation>未命名.py</translation>
    </message>
    <message>
        <source>Choose a name first with “Save as”.</source>
        <translation>请先用“另存为”取一个文件名。</translation>
    </message>
    <message>
        <source>{name} could not be saved: {why}. Choose another place with “Save as”; the text is still here.</source>
        <translation>{name} 无法保存：{why}。请用“另存为”换一个位置；文字还在这里。</translation>
    </message>
    <message>
        <source>{name} could not be opened: {why}.</source>
        <translation>{name} 无法打开：{why}。</translation>
    </message>
    <message>
        <source>{name} is larger than {limit} MB, too large for a program; nothing was opened.</source>
        <translation>{name} 超过 {limit} MB，对程序来说太大，没有打开。</translation>
    </message>
    <message>
        <source>{name} is UTF-16 text, not UTF-8; save it as UTF-8 in its editor, then open it again.</source>
        <translation>{name} 是 UTF-16 文本而不是 UTF-8；请在编辑器中另存为 UTF-8，再重新打开。</translation>
    </message>
    <message>
        <source>{name} is not UTF-8: byte {position} (line {line}) is 0x{byte}; save it as UTF-8, then open it again.</source>
        <translation>{name} 不是 UTF-8：第 {position} 字节（第 {line} 行）是 0x{byte}；请存为 UTF-8，再重新打开。</translation>
    </message>
</context>
<context>
    <name>EditorPanel</name>
    <message>
        <source>Type a program, or open an example from the Examples menu.</source>
        <translation>在这里输入程序，或从“示例”菜单打开一个示例。</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Tab indents. To leave the editor press Escape, then Tab; or press Ctrl+Tab.</source>
        <translation>Tab 键缩进。要离开编辑器，请先按 Esc 再按 Tab，或按 Ctrl+Tab。</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>The program did not answer to Stop, so its process was ended and a new one is starting. Your text is kept.</source>
        <translation>程序没有响应“停止”，已结束它的进程，正在启动新的进程。您的文字都在。</translation>
    </message>
    <message>
        <source>The process that ran the program ended unexpectedly ({reason}). Your text is kept, and a new process is starting: run the program again when you like.</source>
        <translation>运行程序的进程意外结束（{reason}）。您的文字都在，新的进程正在启动：可以随时再次运行。</translation>
    </message>
    <message>
        <source>The PyTorch process ended unexpectedly ({reason}). A new one is starting.</source>
        <translation>PyTorch 进程意外结束（{reason}）。正在启动新的进程。</translation>
    </message>
    <message>
        <source>PyTorch could not be started ({detail}). Check that “import torch” works in this Python, then press Run to try again; your text is kept.</source>
        <translation>PyTorch 无法启动（{detail}）。请确认这个 Python 能够 import torch，再按“运行”重试；您的文字都在。</translation>
    </message>
</context>
<context>
    <name>Examples</name>
    <message>
        <source>Tracked tensors: requires_grad and grad_fn</source>
        <translation>被跟踪的张量：requires_grad 与 grad_fn</translation>
    </message>
    <message>
        <source>A mean and its gradient: every entry is 4.5</source>
        <translation>均值及其梯度：每个元素都是 4.5</translation>
    </message>
    <message>
        <source>A vector-Jacobian product: backward from a vector</source>
        <translation>向量-雅可比积：从向量开始反向传播</translation>
    </message>
    <message>
        <source>A two-layer net by hand: tensors and autograd only</source>
        <translation>手写两层网络：只用张量和自动求导</translation>
    </message>
    <message>
        <source>A two-layer net with torch.nn</source>
        <translation>用 torch.nn 实现两层网络</translation>
    </message>
    <message>
        <source>A two-layer net with torch.optim: Adam makes the steps</source>
        <translation>用 torch.optim 训练两层网络：由 Adam 更新</translation>
    </message>
    <message>
        <source>A vanishing gradient: twelve sigmoids in a row</source>
        <translation>梯度消失：连续十二个 sigmoid</translation>
    </message>
    <message>
        <source>A gradient that is inf or NaN although the loss is fine</source>
        <translation>损失正常，梯度却是 inf 或 NaN</translation>
    </message>
    <message>
        <source>Three optimizers on one valley</source>
        <translation>同一个山谷中的三种优化器</translation>
    </message>
</context>
<context>
    <name>ExportCommands</name>
    <message>
        <source>There is no graph yet: run the program first, then export its picture.</source>
        <translation>还没有计算图：请先运行程序，再导出图片。</translation>
    </message>
    <message>
        <source>Give the file a name.</source>
        <translation>请给文件起个名字。</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} 像素</translation>
    </message>
    <message>
        <source>{name} is there already; it will be replaced.</source>
        <translation>{name} 已经存在，将被替换。</translation>
    </message>
    <message>
        <source>{count} files are there already; they will be replaced.</source>
        <translation>已有 {count} 个文件存在，将被替换。</translation>
    </message>
    <message>
        <source>{count} files, numbered by their positions.</source>
        <translation>{count} 个文件，按位置编号。</translation>
    </message>
    <message>
        <source>Exported to {name}.</source>
        <translation>已导出到 {name}。</translation>
    </message>
    <message>
        <source>{count} pictures are in {folder}.</source>
        <translation>{count} 张图片已保存在 {folder}。</translation>
    </message>
    <message>
        <source>The export was cancelled; no file was made.</source>
        <translation>导出已取消，没有生成文件。</translation>
    </message>
    <message>
        <source>This is data for other programs: there is no picture of it.</source>
        <translation>这是供其他程序使用的数据，没有图片。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>As</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>The whole graph</source>
        <translation>整个计算图</translation>
    </message>
    <message>
        <source>What the window shows of it</source>
        <translation>窗口中显示的部分</translation>
    </message>
    <message>
        <source>PNG picture</source>
        <translation>PNG 图片</translation>
    </message>
    <message>
        <source>SVG picture</source>
        <translation>SVG 图片</translation>
    </message>
    <message>
        <source>PDF document</source>
        <translation>PDF 文档</translation>
    </message>
    <message>
        <source>GIF film</source>
        <translation>GIF 动画</translation>
    </message>
    <message>
        <source>MP4 film</source>
        <translation>MP4 视频</translation>
    </message>
    <message>
        <source>WebM film</source>
        <translation>WebM 视频</translation>
    </message>
    <message>
        <source>DOT: the graph for Graphviz</source>
        <translation>DOT：供 Graphviz 使用的计算图</translation>
    </message>
    <message>
        <source>GraphML: the graph with its numbers</source>
        <translation>GraphML：带数值的计算图</translation>
    </message>
    <message>
        <source>JSON: the whole trace</source>
        <translation>JSON：完整的记录</translation>
    </message>
    <message>
        <source>colours of the window</source>
        <translation>窗口的配色</translation>
    </message>
    <message>
        <source>light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>every position from</source>
        <translation>每个位置，从</translation>
    </message>
    <message>
        <source>to</source>
        <translation>到</translation>
    </message>
    <message>
        <source>each for</source>
        <translation>每个停留</translation>
    </message>
    <message>
        <source>transparent</source>
        <translation>透明</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>First position</source>
        <translation>第一个位置</translation>
    </message>
    <message>
        <source>Last position</source>
        <translation>最后一个位置</translation>
    </message>
    <message>
        <source>Seconds for each position</source>
        <translation>每个位置的秒数</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Leave out the ground of the picture</source>
        <translation>图片不带背景</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>With</source>
        <translation>附带</translation>
    </message>
    <message>
        <source>legend</source>
        <translation>图例</translation>
    </message>
    <message>
        <source>caption</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>selection</source>
        <translation>选中标记</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>What colours, borders and widths mean, beside the graph or below it</source>
        <translation>在计算图旁边或下方说明颜色、边框和线宽的含义</translation>
    </message>
    <message>
        <source>Above the graph: the program, the iteration, and which step it is</source>
        <translation>在计算图上方写明程序、迭代和第几步</translation>
    </message>
    <message>
        <source>The ring around what is selected</source>
        <translation>选中对象周围的圆环</translation>
    </message>
</context>
<context>
    <name>Face</name>
    <message>
        <source>The graph is large: drawing it takes a while.</source>
        <translation>计算图很大，绘制需要一些时间。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>{name} was not saved; its text is kept.</source>
        <translation>{name} 尚未保存；它的文字已保留。</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>恢复它</translation>
    </message>
    <message>
        <source>Recompute iteration {index}</source>
        <translation>重新计算迭代 {index}</translation>
    </message>
</context>
<context>
    <name>FileBox</name>
    <message>
        <source>{name}: to be predicted</source>
        <translation>{name}：要预测的列</translation>
    </message>
    <message>
        <source>File:</source>
        <translation>文件：</translation>
    </message>
    <message>
        <source>Rows of numbers: CSV, or an array that numpy has saved (.npy).</source>
        <translation>按行排列的数字：CSV，或 numpy 保存的数组（.npy）。</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Predict columns:</source>
        <translation>要预测的列：</translation>
    </message>
    <message>
        <source>Numbers or names of columns, with commas between; the net gets all others.</source>
        <translation>列号或列名，用逗号隔开；其余各列是网络的输入。</translation>
    </message>
    <message>
        <source>First rows of the file</source>
        <translation>文件的前几行</translation>
    </message>
</context>
<context>
    <name>FileCommands</name>
    <message>
        <source>Programs and sessions (*.py *.gradviz);;All files (*)</source>
        <translation>程序和会话 (*.py *.gradviz);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>The example could not be read: {why}.</source>
        <translation>无法读取示例：{why}。</translation>
    </message>
    <message>
        <source>Python programs (*.py);;All files (*)</source>
        <translation>Python 程序 (*.py);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Save the program</source>
        <translation>保存程序</translation>
    </message>
    <message>
        <source>There is no recorded run yet: run the program first, then save the session.</source>
        <translation>还没有已记录的运行：请先运行程序，再保存会话。</translation>
    </message>
    <message>
        <source>gradviz sessions (*.gradviz)</source>
        <translation>gradviz 会话 (*.gradviz)</translation>
    </message>
    <message>
        <source>Save the session</source>
        <translation>保存会话</translation>
    </message>
    <message>
        <source>The session is saved in {name}.</source>
        <translation>会话已保存到 {name}。</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>正在读取 {name}…</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Replace with</source>
        <translation>替换为</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Text to find</source>
        <translation>要查找的文字</translation>
    </message>
    <message>
        <source>Replacement</source>
        <translation>替换成的文字</translation>
    </message>
    <message>
        <source>Match upper and lower case</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>Previous match (Shift+F3)</source>
        <translation>上一个匹配 (Shift+F3)</translation>
    </message>
    <message>
        <source>Next match (F3)</source>
        <translation>下一个匹配 (F3)</translation>
    </message>
    <message>
        <source>Close (Escape)</source>
        <translation>关闭 (Esc)</translation>
    </message>
    <message>
        <source>Replace this match and find the next one</source>
        <translation>替换这一处并查找下一处</translation>
    </message>
    <message>
        <source>Replace all matches</source>
        <translation>替换所有匹配</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>{place} / {count}</translation>
    </message>
</context>
<context>
    <name>Findings</name>
    <message>
        <source>The program ended with {error}: {message}.</source>
        <translation>程序以 {error} 结束：{message}。</translation>
    </message>
    <message>
        <source>{hint}</source>
        <translation>{hint}</translation>
    </message>
    <message>
        <source>{variable}.grad is None: {variable} was computed, and only leaves keep their gradient.</source>
        <translation>{variable}.grad 为 None：{variable} 是计算出来的，只有叶子才保留梯度。</translation>
    </message>
    <message>
        <source>Call {variable}.retain_grad() before backward().</source>
        <translation>在 backward() 之前调用 {variable}.retain_grad()。</translation>
    </message>
    <message>
        <source>{variable}.grad is None: {variable} does not require a gradient.</source>
        <translation>{variable}.grad 为 None：{variable} 不需要梯度。</translation>
    </message>
    <message>
        <source>Create it with requires_grad=True.</source>
        <translation>创建它时加上 requires_grad=True。</translation>
    </message>
    <message>
        <source>{variable}.grad is None: {variable} holds {dtype}, and only floats can have a gradient.</source>
        <translation>{variable}.grad 为 None：{variable} 的类型是 {dtype}，只有浮点数才能有梯度。</translation>
    </message>
    <message>
        <source>Use a floating dtype, and create it with requires_grad=True.</source>
        <translation>使用浮点 dtype，并在创建时加上 requires_grad=True。</translation>
    </message>
    <message>
        <source>{variable}.grad is None: backward() was never called.</source>
        <translation>{variable}.grad 为 None：从未调用 backward()。</translation>
    </message>
    <message>
        <source>Call backward() on the loss before reading the gradient.</source>
        <translation>读取梯度之前，先对损失调用 backward()。</translation>
    </message>
    <message>
        <source>{variable}.grad is None: torch.autograd.grad returns gradients and leaves .grad as it is.</source>
        <translation>{variable}.grad 为 None：torch.autograd.grad 只返回梯度，不改变 .grad。</translation>
    </message>
    <message>
        <source>Use what torch.autograd.grad returns, or call backward() instead.</source>
        <translation>使用 torch.autograd.grad 返回的梯度，或改为调用 backward()。</translation>
    </message>
    <message>
        <source>{variable} gets no gradient: its path to the loss is cut by {op} in line {at}.</source>
        <translation>{variable} 得不到梯度：它通向损失的路径被第 {at} 行的 {op} 切断。</translation>
    </message>
    <message>
        <source>Leave out the {op} where the gradient is to pass.</source>
        <translation>在需要梯度通过的地方去掉 {op}。</translation>
    </message>
    <message>
        <source>{variable} gets no gradient: {op} in line {at} ran under no_grad, so nothing was recorded.</source>
        <translation>{variable} 得不到梯度：第 {at} 行的 {op} 在 no_grad 下运行，没有被记录。</translation>
    </message>
    <message>
        <source>Move this line out of torch.no_grad().</source>
        <translation>把这一行移到 torch.no_grad() 之外。</translation>
    </message>
    <message>
        <source>{variable} gets no gradient: {op} in line {at} has no derivative.</source>
        <translation>{variable} 得不到梯度：第 {at} 行的 {op} 没有导数。</translation>
    </message>
    <message>
        <source>Use an op that has one in its place, such as softmax for argmax, or a relaxation of it.</source>
        <translation>换用有导数的算子，例如用 softmax 代替 argmax，或使用它的松弛形式。</translation>
    </message>
    <message>
        <source>Let the loss depend on what is computed from {variable}.</source>
        <translation>让损失依赖于由 {variable} 计算出的值。</translation>
    </message>
    <message>
        <source>{variable} gets no gradient: no op uses it.</source>
        <translation>{variable} 得不到梯度：没有算子使用它。</translation>
    </message>
    <message>
        <source>Use it on the way to the loss, or remove it.</source>
        <translation>在通向损失的计算中使用它，或者删掉它。</translation>
    </message>
    <message>
        <source>The optimizer finds no gradients: zero_grad() in line {at} stands between backward() and step().</source>
        <translation>优化器找不到梯度：第 {at} 行的 zero_grad() 位于 backward() 和 step() 之间。</translation>
    </message>
    <message>
        <source>Call zero_grad() before backward(), or after step().</source>
        <translation>在 backward() 之前或 step() 之后调用 zero_grad()。</translation>
    </message>
    <message>
        <source>The gradient of {variable} is 0: every value that enters {op} in line {at} is 0 or less (the largest is {most}), and there its slope is 0.</source>
        <translation>{variable} 的梯度为 0：进入第 {at} 行 {op} 的值都不大于 0（最大为 {most}），那里的斜率为 0。</translation>
    </message>
    <message>
        <source>Start with other weights or a larger bias, use a smaller learning rate, or a leaky ReLU.</source>
        <translation>换用其他初始权重或更大的偏置，减小学习率，或使用 leaky ReLU。</translation>
    </message>
    <message>
        <source>The gradient of {variable} is 0: {op} in line {at} has cut off every value, and there its slope is 0.</source>
        <translation>{variable} 的梯度为 0：第 {at} 行的 {op} 截断了所有的值，那里的斜率为 0。</translation>
    </message>
    <message>
        <source>Widen the limits, or bring the values between them.</source>
        <translation>放宽界限，或让值落在界限之内。</translation>
    </message>
    <message>
        <source>The gradient of {variable} is 0: {op} in line {at} is saturated everywhere, by values of up to {most}.</source>
        <translation>{variable} 的梯度为 0：第 {at} 行的 {op} 处处饱和，输入的值大到 {most}。</translation>
    </message>
    <message>
        <source>Make what enters it smaller, by smaller weights or normalization.</source>
        <translation>用更小的权重或归一化减小它的输入。</translation>
    </message>
    <message>
        <source>The gradient of {variable} is 0: in {op} in line {at} it is multiplied by {other}, which is 0 everywhere.</source>
        <translation>{variable} 的梯度为 0：在第 {at} 行的 {op} 中它乘以 {other}，而后者处处为 0。</translation>
    </message>
    <message>
        <source>Find out why {other} is 0 there.</source>
        <translation>请查明 {other} 在那里为什么是 0。</translation>
    </message>
    <message>
        <source>The gradient of {variable} is 0: a gradient arrives at {op} in line {at}, and 0 leaves it.</source>
        <translation>{variable} 的梯度为 0：有梯度到达第 {at} 行的 {op}，离开时却是 0。</translation>
    </message>
    <message>
        <source>Look at the values that enter {op}: its slope is 0 there.</source>
        <translation>请查看进入 {op} 的值：那里的斜率为 0。</translation>
    </message>
    <message>
        <source>The gradient of {variable} is 0: backward() began with a gradient of 0.</source>
        <translation>{variable} 的梯度为 0：backward() 从梯度 0 开始。</translation>
    </message>
    <message>
        <source>Look at what is passed to backward().</source>
        <translation>请查看传给 backward() 的值。</translation>
    </message>
    <message>
        <source>{variable} holds {what} before anything is computed; it spreads to the loss.</source>
        <translation>在计算开始之前 {variable} 就含有 {what}，并一直传到损失。</translation>
    </message>
    <message>
        <source>Look at where {variable} comes from.</source>
        <translation>请查看 {variable} 的来源。</translation>
    </message>
    <message>
        <source>{op} in line {at} makes {what}: the smallest value that enters it is {least}.</source>
        <translation>第 {at} 行的 {op} 产生了 {what}：进入它的最小值是 {least}。</translation>
    </message>
    <message>
        <source>Keep what enters it above 0, with clamp(min=1e-8), or use log_softmax or log1p.</source>
        <translation>用 clamp(min=1e-8) 让输入保持大于 0，或使用 log_softmax、log1p。</translation>
    </message>
    <message>
        <source>Keep what enters it at 0 or above.</source>
        <translation>让它的输入不小于 0。</translation>
    </message>
    <message>
        <source>{op} in line {at} makes {what}: its divisor holds 0.</source>
        <translation>第 {at} 行的 {op} 产生了 {what}：除数中有 0。</translation>
    </message>
    <message>
        <source>Add a small number to the divisor, or leave these elements out before dividing.</source>
        <translation>给除数加上一个小的数，或在相除之前排除这些元素。</translation>
    </message>
    <message>
        <source>{op} in line {at} makes {what} of finite values up to {most}: the result is too large for {dtype}.</source>
        <translation>第 {at} 行的 {op} 由不超过 {most} 的有限值产生了 {what}：结果超出了 {dtype} 的范围。</translation>
    </message>
    <message>
        <source>Make what enters it smaller (normalize, a smaller learning rate), or use a wider dtype.</source>
        <translation>减小它的输入（归一化、更小的学习率），或使用范围更大的 dtype。</translation>
    </message>
    <message>
        <source>{op} in line {at} makes {what} of finite values between {least} and {most}.</source>
        <translation>第 {at} 行的 {op} 由 {least} 到 {most} 之间的有限值产生了 {what}。</translation>
    </message>
    <message>
        <source>Look at the values that enter it.</source>
        <translation>请查看进入它的值。</translation>
    </message>
    <message>
        <source>The gradient becomes {what} in the derivative of {op} in line {at}: it needs a value that is {held}, made by {other} in line {other_at}.</source>
        <translation>梯度在第 {at} 行 {op} 的导数中变成 {what}：它需要的一个值是 {held}，由第 {other_at} 行的 {other} 产生。</translation>
    </message>
    <message>
        <source>Keep {other} from making it: choosing other elements afterwards with where() does not help, 0 · ∞ is NaN.</source>
        <translation>不要让 {other} 产生它：之后用 where() 选取其他元素没有用，0 · ∞ 是 NaN。</translation>
    </message>
    <message>
        <source>The gradient becomes {what} in the derivative of {op} in line {at}: its slope at {point} is infinite.</source>
        <translation>梯度在第 {at} 行 {op} 的导数中变成 {what}：它在 {point} 处的斜率是无穷大。</translation>
    </message>
    <message>
        <source>Keep what enters it away from {point}, for example by adding a small number.</source>
        <translation>让它的输入远离 {point}，例如加上一个小的数。</translation>
    </message>
    <message>
        <source>The gradient becomes {what} in the derivative of {op} in line {at}, though all of its values are finite.</source>
        <translation>梯度在第 {at} 行 {op} 的导数中变成 {what}，尽管它的值都是有限的。</translation>
    </message>
    <message>
        <source>Look at the values of {op}: its derivative is not finite there, or too large.</source>
        <translation>请查看 {op} 的值：那里的导数不是有限的，或者太大。</translation>
    </message>
    <message>
        <source>backward() begins with a gradient that is {what}.</source>
        <translation>backward() 开始时的梯度就是 {what}。</translation>
    </message>
    <message>
        <source>The loss is {what} from iteration {iteration} on, which was not recorded in full.</source>
        <translation>从迭代 {iteration} 起损失为 {what}，而该迭代没有完整记录。</translation>
    </message>
    <message>
        <source>Record this iteration to see the first op that makes it.</source>
        <translation>记录这个迭代，就能看到最先产生它的算子。</translation>
    </message>
    <message>
        <source>The gradient vanishes on its way back through {count} layers: its norm falls from {start} at line {start_at} to {end} at line {at}, by a factor of {ratio} per layer.</source>
        <translation>梯度在向后经过 {count} 层时消失：范数从第 {start_at} 行的 {start} 降到第 {at} 行的 {end}，每层的倍数为 {ratio}。</translation>
    </message>
    <message>
        <source>Use ReLU instead of sigmoid or tanh, other initial weights, normalization, or connections past the layers.</source>
        <translation>用 ReLU 代替 sigmoid 或 tanh，换用其他初始权重、归一化，或跨层连接。</translation>
    </message>
    <message>
        <source>The gradient explodes on its way back through {count} layers: its norm grows from {start} at line {start_at} to {end} at line {at}, by a factor of {ratio} per layer.</source>
        <translation>梯度在向后经过 {count} 层时爆炸：范数从第 {start_at} 行的 {start} 增到第 {at} 行的 {end}，每层的倍数为 {ratio}。</translation>
    </message>
    <message>
        <source>Use smaller initial weights or normalization, or clip the gradient&apos;s norm.</source>
        <translation>使用更小的初始权重或归一化，或裁剪梯度的范数。</translation>
    </message>
    <message>
        <source>The gradient of {variable} is added to that of the iteration before, although {variable} was updated with it.</source>
        <translation>{variable} 的梯度被加到上一个迭代的梯度上，尽管 {variable} 已经用它更新过。</translation>
    </message>
    <message>
        <source>Call zero_grad() before each backward(), or set .grad to None.</source>
        <translation>每次 backward() 之前调用 zero_grad()，或把 .grad 设为 None。</translation>
    </message>
    <message>
        <source>{variable} gets a gradient and is never updated, while {other} is.</source>
        <translation>{variable} 得到梯度却从未更新，而 {other} 更新了。</translation>
    </message>
    <message>
        <source>Give {variable} to the optimizer; or, if it is to stay as it is, do not require its gradient.</source>
        <translation>把 {variable} 交给优化器；如果它应保持不变，就不要求它的梯度。</translation>
    </message>
    <message>
        <source>line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>iteration {index}</source>
        <translation>迭代 {index}</translation>
    </message>
    <message>
        <source>a remark</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>NaN or Inf</source>
        <translation>NaN 或 Inf</translation>
    </message>
    <message>
        <source>No gradient</source>
        <translation>没有梯度</translation>
    </message>
    <message>
        <source>Zero gradient</source>
        <translation>梯度为零</translation>
    </message>
    <message>
        <source>Vanishing gradient</source>
        <translation>梯度消失</translation>
    </message>
    <message>
        <source>Exploding gradient</source>
        <translation>梯度爆炸</translation>
    </message>
    <message>
        <source>Stale gradient</source>
        <translation>过时的梯度</translation>
    </message>
    <message>
        <source>{variable} gets no gradient: no op that autograd recorded connects it with the loss.</source>
        <translation>{variable} 得不到梯度：没有被自动求导记录的算子把它与损失相连。</translation>
    </message>
    <message>
        <source>The update of {variable} by {op} makes {what}, though its gradient is finite (up to {most}).</source>
        <translation>{op} 对 {variable} 的更新产生了 {what}，尽管它的梯度是有限的（不超过 {most}）。</translation>
    </message>
    <message>
        <source>Use a smaller learning rate, or clip the gradient&apos;s norm.</source>
        <translation>使用更小的学习率，或裁剪梯度的范数。</translation>
    </message>
    <message>
        <source>{op} in line {at} has overwritten {held}, which the backward pass needs.</source>
        <translation>第 {at} 行的 {op} 改写了 {held}，而反向传播需要它。</translation>
    </message>
    <message>
        <source>Let this line make a new tensor: y = y + 1 instead of y += 1, relu() instead of relu_().</source>
        <translation>让这一行生成新的张量：用 y = y + 1 代替 y += 1，用 relu() 代替 relu_()。</translation>
    </message>
</context>
<context>
    <name>Folds</name>
    <message>
        <source>Select a node first: the module or loop around it is collapsed.</source>
        <translation>请先选择一个节点，然后折叠它所在的模块或循环。</translation>
    </message>
    <message>
        <source>There is no module or loop around this node.</source>
        <translation>这个节点不在任何模块或循环中。</translation>
    </message>
</context>
<context>
    <name>GraphPage</name>
    <message>
        <source>Backward call {0} did not come to its end: {1}</source>
        <translation>第 {0} 次反向调用没有完成：{1}</translation>
    </message>
</context>
<context>
    <name>GraphSurface</name>
    <message>
        <source>Run a program and its graph appears here.</source>
        <translation>运行程序，它的计算图会显示在这里。</translation>
    </message>
</context>
<context>
    <name>GraphView</name>
    <message>
        <source>ops: {0}</source>
        <translation>算子：{0}</translation>
    </message>
    <message>
        <source>no parameters</source>
        <translation>无参数</translation>
    </message>
    <message>
        <source>parameters: {0}</source>
        <translation>参数：{0}</translation>
    </message>
    <message>
        <source>{0} numbers</source>
        <translation>{0} 个数值</translation>
    </message>
    <message>
        <source>loop, line {0}</source>
        <translation>循环，第 {0} 行</translation>
    </message>
    <message>
        <source>round {0}</source>
        <translation>第 {0} 轮</translation>
    </message>
    <message>
        <source>not differentiable</source>
        <translation>不可导</translation>
    </message>
    <message>
        <source>leaf</source>
        <translation>叶子</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>line {0}</source>
        <translation>第 {0} 行</translation>
    </message>
    <message>
        <source>Computation graph</source>
        <translation>计算图</translation>
    </message>
    <message>
        <source>Ctrl and the arrow keys walk along the edges. Plus, minus and 0 zoom. Enter brings a node near, or expands a module.</source>
        <translation>Ctrl 加方向键沿边移动。加号、减号和 0 缩放。回车键拉近节点，或展开模块。</translation>
    </message>
    <message>
        <source>not yet run</source>
        <translation>尚未运行</translation>
    </message>
    <message>
        <source>value computed</source>
        <translation>值已算出</translation>
    </message>
    <message>
        <source>running now</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>gradient done</source>
        <translation>梯度已完成</translation>
    </message>
    <message>
        <source>updated</source>
        <translation>已更新</translation>
    </message>
    <message>
        <source>{0} of {1} gradients arrived</source>
        <translation>梯度已到达 {0}/{1}</translation>
    </message>
    <message>
        <source>{0} NaN</source>
        <translation>{0} 个 NaN</translation>
    </message>
    <message>
        <source>{0} infinite</source>
        <translation>{0} 个无穷大</translation>
    </message>
    <message>
        <source>used here too</source>
        <translation>此处也使用</translation>
    </message>
    <message>
        <source>collapsed</source>
        <translation>已折叠</translation>
    </message>
    <message>
        <source>{0} of {1} nodes have their gradient</source>
        <translation>{1} 个节点中有 {0} 个已得到梯度</translation>
    </message>
    <message>
        <source>norm of the gradients that came in: {0}</source>
        <translation>流入梯度的范数：{0}</translation>
    </message>
    <message>
        <source>norm of the gradients that left: {0}</source>
        <translation>流出梯度的范数：{0}</translation>
    </message>
    <message>
        <source>Double-click or Enter expands it.</source>
        <translation>双击或按回车键展开。</translation>
    </message>
    <message>
        <source>norm {0}</source>
        <translation>范数 {0}</translation>
    </message>
    <message>
        <source>gradient path cut: {0}</source>
        <translation>梯度路径被切断：{0}</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>{0} → {1}, input {2}</source>
        <translation>{0} → {1}，输入 {2}</translation>
    </message>
    <message>
        <source>min</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>norm</source>
        <translation>范数</translation>
    </message>
    <message>
        <source>∇ in {0}</source>
        <translation>∇ 入 {0}</translation>
    </message>
    <message>
        <source>∇ out {0}</source>
        <translation>∇ 出 {0}</translation>
    </message>
    <message>
        <source>hook</source>
        <translation>钩子</translation>
    </message>
    <message>
        <source>{0} hooks</source>
        <translation>{0} 个钩子</translation>
    </message>
    <message>
        <source>ran again in backward call {0}</source>
        <translation>在第 {0} 次反向调用中重新运行</translation>
    </message>
    <message>
        <source>made by backward call {0}</source>
        <translation>由第 {0} 次反向调用生成</translation>
    </message>
    <message>
        <source>after backward call {0}</source>
        <translation>在第 {0} 次反向调用之后</translation>
    </message>
    <message>
        <source>hooks: {0}</source>
        <translation>钩子：{0}</translation>
    </message>
    <message>
        <source>Gradient on edges, log</source>
        <translation>边上的梯度，对数</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Norm of the gradient</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>Size of the value (rms)</source>
        <translation>值的大小（均方根）</translation>
    </message>
    <message>
        <source>Memory of the value</source>
        <translation>值的内存</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Type of the numbers</source>
        <translation>数值类型</translation>
    </message>
    <message>
        <source>{0}, log</source>
        <translation>{0}，对数</translation>
    </message>
    <message>
        <source>waits for gradients</source>
        <translation>等待梯度</translation>
    </message>
    <message>
        <source>Lit: the paths of {0}</source>
        <translation>亮显：{0} 的路径</translation>
    </message>
    <message>
        <source>Time while recorded</source>
        <translation>记录时所用时间</translation>
    </message>
</context>
<context>
    <name>Gutter</name>
    <message>
        <source>Line numbers and breakpoints</source>
        <translation>行号和断点</translation>
    </message>
    <message>
        <source>{line} (off)</source>
        <translation>{line}（已关闭）</translation>
    </message>
    <message>
        <source>Breakpoints at lines: {lines}</source>
        <translation>设有断点的行：{lines}</translation>
    </message>
</context>
<context>
    <name>HeatMap</name>
    <message>
        <source>{0} NaN</source>
        <translation>{0} 个 NaN</translation>
    </message>
    <message>
        <source>{0} Inf</source>
        <translation>{0} 个 Inf</translation>
    </message>
    <message>
        <source>{0} of {1} elements</source>
        <translation>{1} 个元素中有 {0}</translation>
    </message>
    <message>
        <source>complex: the colour is the magnitude</source>
        <translation>复数：颜色表示模</translation>
    </message>
    <message>
        <source>bool: True is 1, False is 0</source>
        <translation>bool：True 为 1，False 为 0</translation>
    </message>
    <message>
        <source>logarithmic colours</source>
        <translation>对数颜色</translation>
    </message>
    <message>
        <source>{0}; every element: wheel or +</source>
        <translation>{0}；查看每个元素：滚轮或 +</translation>
    </message>
    <message>
        <source>every {nth} row</source>
        <translation>每 {n} 行取一行</translation>
    </message>
    <message>
        <source>every {nth} column</source>
        <translation>每 {n} 列取一列</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{1}，{0}</translation>
    </message>
    <message>
        <source>rows {0}–{1}, columns {2}–{3}</source>
        <translation>第 {0}–{1} 行，第 {2}–{3} 列</translation>
    </message>
    <message>
        <source>{0}, from the thumbnail. {1}</source>
        <translation>{0}，来自缩略图。{1}</translation>
    </message>
    <message>
        <source>{0}, from the thumbnail until the elements are here</source>
        <translation>{0}，元素到达之前显示缩略图</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <source>{0}: every element</source>
        <translation>{0}：每个元素</translation>
    </message>
    <message>
        <source>{0} as {1} rows of {2}</source>
        <translation>{0} 排成 {1} 行，每行 {2} 个</translation>
    </message>
    <message>
        <source>every element of {0}</source>
        <translation>{0} 的全部元素</translation>
    </message>
</context>
<context>
    <name>HeatmapsPanel</name>
    <message>
        <source>No parameter has this in its name.</source>
        <translation>没有名称含有它的参数。</translation>
    </message>
    <message>
        <source>{0} of {1} parameters. Filter by name to see others.</source>
        <translation>显示 {1} 个参数中的 {0} 个。按名称筛选可查看其他参数。</translation>
    </message>
    <message>
        <source>Run a program that trains: every parameter and its gradient will be shown here, live.</source>
        <translation>运行一个训练程序：每个参数及其梯度会实时显示在这里。</translation>
    </message>
    <message>
        <source>Filter by name</source>
        <translation>按名称筛选</translation>
    </message>
    <message>
        <source>Filter parameters by name</source>
        <translation>按名称筛选参数</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Colours on a symmetric logarithmic scale: small values show beside large ones</source>
        <translation>颜色用对称的对数刻度：大值旁边的小值也能看见</translation>
    </message>
    <message>
        <source>Shared scale</source>
        <translation>共用刻度</translation>
    </message>
    <message>
        <source>The same colours mean the same numbers in every parameter</source>
        <translation>在所有参数中，相同的颜色表示相同的数值</translation>
    </message>
</context>
<context>
    <name>Hints</name>
    <message>
        <source>Create one of its inputs with requires_grad=True, and check that no detach() or no_grad() lies between.</source>
        <translation>创建它的某个输入时加上 requires_grad=True，并检查中间没有 detach() 或 no_grad()。</translation>
    </message>
    <message>
        <source>The first backward() freed the graph: run the forward pass again, or pass retain_graph=True the first time.</source>
        <translation>第一次 backward() 已经释放了计算图：请重新做前向传播，或在第一次调用时传入 retain_graph=True。</translation>
    </message>
    <message>
        <source>Change a parameter inside torch.no_grad(), or work on a copy.</source>
        <translation>请在 torch.no_grad() 中修改参数，或对副本操作。</translation>
    </message>
    <message>
        <source>Reduce the result to one number, for example with sum() or mean(), or pass a vector to backward().</source>
        <translation>请把结果归约为一个数，例如用 sum() 或 mean()，或者给 backward() 传入一个向量。</translation>
    </message>
    <message>
        <source>Compare the shapes of the two factors: the inner sizes must be equal.</source>
        <translation>比较两个因子的形状：中间的维度必须相等。</translation>
    </message>
    <message>
        <source>Compare the two shapes: sizes must be equal or 1 to be broadcast.</source>
        <translation>比较两个形状：各维大小必须相等，或为 1 才能广播。</translation>
    </message>
    <message>
        <source>Make the tensor or the batch smaller.</source>
        <translation>请减小张量或批大小。</translation>
    </message>
    <message>
        <source>Move the tensors to one device with .to(device).</source>
        <translation>用 .to(device) 把张量移到同一个设备上。</translation>
    </message>
    <message>
        <source>Use a floating dtype, for example torch.float32.</source>
        <translation>请使用浮点类型，例如 torch.float32。</translation>
    </message>
    <message>
        <source>PyTorch has no such op for this dtype on this device: choose another dtype.</source>
        <translation>在此设备上，PyTorch 没有适用于该 dtype 的这个算子：请选择另一种 dtype。</translation>
    </message>
    <message>
        <source>Write the value into the program instead of asking for it.</source>
        <translation>请把值直接写进程序，而不要等待输入。</translation>
    </message>
    <message>
        <source>Install the package into the environment that gradviz runs in, or remove the import.</source>
        <translation>请在运行 gradviz 的环境中安装这个包，或删除这个 import。</translation>
    </message>
    <message>
        <source>Check the spelling, and that the line that defines it has run.</source>
        <translation>请检查拼写，以及定义它的那一行是否已经运行。</translation>
    </message>
    <message>
        <source>A function calls itself without end.</source>
        <translation>有函数在无休止地调用自己。</translation>
    </message>
    <message>
        <source>Remove the character that is not text.</source>
        <translation>请删除那个不是文字的字符。</translation>
    </message>
    <message>
        <source>Split it up.</source>
        <translation>请把它拆开。</translation>
    </message>
    <message>
        <source>Correct the line and run again.</source>
        <translation>请改正这一行，再次运行。</translation>
    </message>
    <message>
        <source>A value that the backward pass needs was overwritten in place, as += and ops such as add_ do: make a new tensor instead.</source>
        <translation>反向传播需要的值被原地改写了（+= 以及以下划线结尾的算子会这样）：请改为生成新的张量。</translation>
    </message>
    <message>
        <source>What it wrote tells why; arguments are given to it in Run › Arguments…, or after -- on the command line.</source>
        <translation>它输出的内容说明了原因；参数在“运行 › 命令行参数…”中给出，或写在命令行的 -- 之后。</translation>
    </message>
</context>
<context>
    <name>InspectorPanel</name>
    <message>
        <source>line {0}</source>
        <translation>第 {0} 行</translation>
    </message>
    <message>
        <source>Read this line of {0}, another file than the program&apos;s</source>
        <translation>阅读 {0} 的这一行，它不在程序的文件中</translation>
    </message>
    <message>
        <source>result of an op</source>
        <translation>算子的结果</translation>
    </message>
    <message>
        <source>leaf</source>
        <translation>叶子</translation>
    </message>
    <message>
        <source>input, needs no gradient</source>
        <translation>输入，不需要梯度</translation>
    </message>
    <message>
        <source>not recorded by autograd</source>
        <translation>未被自动求导记录</translation>
    </message>
    <message>
        <source>{0}, root of the backward pass</source>
        <translation>{0}，反向传播的起点</translation>
    </message>
    <message>
        <source>not computed yet</source>
        <translation>尚未计算</translation>
    </message>
    <message>
        <source>computed</source>
        <translation>已计算</translation>
    </message>
    <message>
        <source>waiting for gradients</source>
        <translation>等待梯度</translation>
    </message>
    <message>
        <source>running now</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>gradient done</source>
        <translation>梯度已完成</translation>
    </message>
    <message>
        <source>updated</source>
        <translation>已更新</translation>
    </message>
    <message>
        <source>{0} of {1} gradients arrived</source>
        <translation>梯度已到达 {0}/{1}</translation>
    </message>
    <message>
        <source>Backward call {0} ran this op again: it had kept only what it started from.</source>
        <translation>第 {0} 次反向调用重新运行了这个算子：此前只保留了它的输入。</translation>
    </message>
    <message>
        <source>Made by backward call {0}: a part of a gradient&apos;s own graph.</source>
        <translation>由第 {0} 次反向调用生成：它属于梯度自己的计算图。</translation>
    </message>
    <message>
        <source>It ran after backward call {0}, on a gradient&apos;s own graph.</source>
        <translation>它在第 {0} 次反向调用之后运行，作用在梯度自己的计算图上。</translation>
    </message>
    <message>
        <source>Line {0}: {1}</source>
        <translation>第 {0} 行：{1}</translation>
    </message>
    <message>
        <source>Its value was not recorded.</source>
        <translation>它的值没有记录。</translation>
    </message>
    <message>
        <source>Not computed yet: the forward pass has not come to it.</source>
        <translation>尚未计算：前向传播还没有到这里。</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Value before the update</source>
        <translation>更新前的值</translation>
    </message>
    <message>
        <source>by {0}</source>
        <translation>由 {0} 更新</translation>
    </message>
    <message>
        <source>update ÷ value {0}</source>
        <translation>更新 ÷ 值 {0}</translation>
    </message>
    <message>
        <source>Value after the update</source>
        <translation>更新后的值</translation>
    </message>
    <message>
        <source>{0}.grad</source>
        <translation>{0}.grad</translation>
    </message>
    <message>
        <source>Gradient that arrived</source>
        <translation>到达的梯度</translation>
    </message>
    <message>
        <source>What was added to it last</source>
        <translation>最近一次累加的梯度</translation>
    </message>
    <message>
        <source>registered</source>
        <translation>已注册</translation>
    </message>
    <message>
        <source>not run yet</source>
        <translation>尚未运行</translation>
    </message>
    <message>
        <source>Before {0}</source>
        <translation>{0} 之前</translation>
    </message>
    <message>
        <source>left it as it was</source>
        <translation>没有改动</translation>
    </message>
    <message>
        <source>After {0}</source>
        <translation>{0} 之后</translation>
    </message>
    <message>
        <source>changed it</source>
        <translation>作了改动</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>inside {0}</source>
        <translation>在 {0} 之内</translation>
    </message>
    <message>
        <source>Backward call {0}</source>
        <translation>第 {0} 次反向调用</translation>
    </message>
    <message>
        <source>made while this ran</source>
        <translation>在它运行时生成</translation>
    </message>
    <message>
        <source>part of its derivative, call {0}</source>
        <translation>它的导数的一部分，第 {0} 次调用</translation>
    </message>
    <message>
        <source>starts backward call {0}</source>
        <translation>启动第 {0} 次反向调用</translation>
    </message>
    <message>
        <source>starts this backward call</source>
        <translation>启动了这次反向调用</translation>
    </message>
    <message>
        <source>output {0}: {1}</source>
        <translation>输出 {0}：{1}</translation>
    </message>
    <message>
        <source>No gradient: this tensor does not require one.</source>
        <translation>没有梯度：这个张量不需要梯度。</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>未记录</translation>
    </message>
    <message>
        <source>not differentiable</source>
        <translation>不可导</translation>
    </message>
    <message>
        <source>No gradient: the path ends here ({0}).</source>
        <translation>没有梯度：路径到此为止（{0}）。</translation>
    </message>
    <message>
        <source>No gradient: the program has not called backward.</source>
        <translation>没有梯度：程序没有调用 backward。</translation>
    </message>
    <message>
        <source>No gradient arrives here in this iteration.</source>
        <translation>这次迭代没有梯度到达这里。</translation>
    </message>
    <message>
        <source>No gradient in backward call {0}: it does not come here.</source>
        <translation>第 {0} 次反向调用中没有梯度：它不经过这里。</translation>
    </message>
    <message>
        <source>None arrived: this output is not part of the loss.</source>
        <translation>没有梯度到达：这个输出不参与损失。</translation>
    </message>
    <message>
        <source>No gradient yet: it arrives in the backward pass.</source>
        <translation>还没有梯度：它在反向传播时到达。</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>尚未</translation>
    </message>
    <message>
        <source>Gradients sent</source>
        <translation>送出的梯度</translation>
    </message>
    <message>
        <source>Nothing: no input of this op needs a gradient.</source>
        <translation>无：这个算子的输入都不需要梯度。</translation>
    </message>
    <message>
        <source>Hooks of the program</source>
        <translation>程序的钩子</translation>
    </message>
    <message>
        <source>Ran in</source>
        <translation>运行于</translation>
    </message>
    <message>
        <source>Belongs to</source>
        <translation>关联</translation>
    </message>
    <message>
        <source>Not saved yet: the op has not run.</source>
        <translation>尚未保存：算子还没有运行。</translation>
    </message>
    <message>
        <source>Nothing: its derivative needs no tensor.</source>
        <translation>无：求导时不需要任何张量。</translation>
    </message>
    <message>
        <source>Select a node of the graph: its value, its gradient and what it saved will appear here.</source>
        <translation>选择图中的一个节点：它的值、梯度和保存的张量会显示在这里。</translation>
    </message>
    <message>
        <source>Show this line of the program</source>
        <translation>显示程序的这一行</translation>
    </message>
    <message>
        <source>Saved for the backward pass</source>
        <translation>为反向保存</translation>
    </message>
    <message>
        <source>Look inside</source>
        <translation>查看内部</translation>
    </message>
    <message>
        <source>Runs the program again and records the ops inside of its ops</source>
        <translation>重新运行程序，并记录各个算子内部的算子</translation>
    </message>
    <message>
        <source>Inside</source>
        <translation>内部</translation>
    </message>
    <message>
        <source>forward</source>
        <translation>前向</translation>
    </message>
    <message>
        <source>backward</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>None has run yet.</source>
        <translation>尚未运行任何算子。</translation>
    </message>
    <message>
        <source>Inside: {0} aten ops</source>
        <translation>内部：{0} 个 aten 算子</translation>
    </message>
    <message>
        <source>… and {0} more</source>
        <translation>……还有 {0} 个</translation>
    </message>
    <message>
        <source>edited by you</source>
        <translation>由你修改</translation>
    </message>
    <message>
        <source>from {0}, input {1}</source>
        <translation>来自 {0}，输入 {1}</translation>
    </message>
    <message>
        <source>Gradient from {0}</source>
        <translation>来自 {0} 的梯度</translation>
    </message>
    <message>
        <source>Sum</source>
        <translation>和</translation>
    </message>
    <message>
        <source>Sum at output {0}</source>
        <translation>输出 {0} 处的和</translation>
    </message>
    <message>
        <source>the terms add up to what arrived</source>
        <translation>各项之和等于到达的梯度</translation>
    </message>
    <message>
        <source>the terms do not add up to what arrived</source>
        <translation>各项之和不等于到达的梯度</translation>
    </message>
    <message>
        <source>what arrived</source>
        <translation>到达的梯度</translation>
    </message>
    <message>
        <source>Gradients that meet here</source>
        <translation>在此汇合的梯度</translation>
    </message>
    <message>
        <source>forward launched in {0}</source>
        <translation>前向启动用时 {0}</translation>
    </message>
    <message>
        <source>backward launched in {0}</source>
        <translation>反向启动用时 {0}</translation>
    </message>
    <message>
        <source>forward {0}</source>
        <translation>前向 {0}</translation>
    </message>
    <message>
        <source>backward {0}</source>
        <translation>反向 {0}</translation>
    </message>
    <message>
        <source>Times are those of one run while it was recorded: forward around the op alone, backward from the end of the node before to the end of this one, with the adding up of gradients. All backward calls count together. The first call of an op is often slower. On a GPU only the launch is measured.</source>
        <translation>时间取自一次被记录的运行：前向只计算子本身；反向从上一个节点结束到本节点结束，其中包括梯度的累加。各次反向调用合计。算子的第一次调用往往较慢。在 GPU 上只测量启动时间。</translation>
    </message>
</context>
<context>
    <name>IterationStrip</name>
    <message>
        <source>iteration {0}, recorded</source>
        <translation>迭代 {0}，已记录</translation>
    </message>
    <message>
        <source>iteration {0}, not recorded: a click or Enter runs the program again up to it</source>
        <translation>迭代 {0}，未记录：单击或按回车会重新运行程序到这里</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Escape closes this list. {key} finds every action by name.</source>
        <translation>按 Esc 关闭此列表。按 {key} 可按名称查找任何操作。</translation>
    </message>
</context>
<context>
    <name>LandscapePanel</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Sum of the losses</source>
        <translation>各损失之和</translation>
    </message>
    <message>
        <source>against the gradient</source>
        <translation>逆着梯度</translation>
    </message>
    <message>
        <source>random direction</source>
        <translation>随机方向</translation>
    </message>
    <message>
        <source>the step</source>
        <translation>这一步</translation>
    </message>
    <message>
        <source>most of the path</source>
        <translation>路径的主方向</translation>
    </message>
    <message>
        <source>second most</source>
        <translation>次方向</translation>
    </message>
    <message>
        <source>Of the iteration shown before.</source>
        <translation>这是之前显示的那次迭代的。</translation>
    </message>
    <message>
        <source>The loss at θ − t·g; its slope at 0 is −‖g‖² = {slope}.</source>
        <translation>θ − t·g 处的损失；它在 0 处的斜率是 −‖g‖² = {slope}。</translation>
    </message>
    <message>
        <source>The update went as far as t = {step} along it (square): the loss changed by {change}.</source>
        <translation>更新沿此方向走到 t = {step}（方块）：损失变化 {change}。</translation>
    </message>
    <message>
        <source>Loss {base} at the circle; the square is where its update went.</source>
        <translation>圆点处的损失为 {base}；方块是更新到达的地方。</translation>
    </message>
    <message>
        <source>{part} % of the path&apos;s spread lies in this plane.</source>
        <translation>路径的散布有 {part} % 在这个平面内。</translation>
    </message>
    <message>
        <source>The path is projected: it does not lie in this plane.</source>
        <translation>路径是投影：它并不在这个平面内。</translation>
    </message>
    <message>
        <source>Colours by the logarithm.</source>
        <translation>颜色按对数。</translation>
    </message>
    <message>
        <source>It is the sum of the {total} losses of this iteration, whose gradients .grad adds up.</source>
        <translation>这是此迭代中 {total} 个损失之和，.grad 把它们的梯度相加。</translation>
    </message>
    <message>
        <source>It is loss {number} of {total} alone; .grad adds up the gradients of all.</source>
        <translation>这里只是 {total} 个损失中的第 {number} 个；.grad 把所有损失的梯度相加。</translation>
    </message>
    <message>
        <source>Computed from the recorded ops, which give the unchanged loss bit for bit.</source>
        <translation>由记录下来的算子算出，它们在参数不变时逐位给出同样的损失。</translation>
    </message>
    <message>
        <source>Each loss is that of a whole run: {reason}</source>
        <translation>每个损失都来自一次完整的运行：{reason}</translation>
    </message>
    <message>
        <source>Along the gradient</source>
        <translation>沿梯度方向</translation>
    </message>
    <message>
        <source>Plane: gradient and random</source>
        <translation>平面：梯度与随机方向</translation>
    </message>
    <message>
        <source>Plane: step and gradient</source>
        <translation>平面：这一步与梯度</translation>
    </message>
    <message>
        <source>Plane of the path</source>
        <translation>路径所在的平面</translation>
    </message>
    <message>
        <source>Where to look</source>
        <translation>看哪里</translation>
    </message>
    <message>
        <source>Which loss</source>
        <translation>哪个损失</translation>
    </message>
    <message>
        <source>The loss of one backward pass, or of all: .grad adds their gradients up</source>
        <translation>某一次反向传播的损失，或全部之和：.grad 把它们的梯度相加</translation>
    </message>
    <message>
        <source>Nearer</source>
        <translation>更近</translation>
    </message>
    <message>
        <source>Look half as far</source>
        <translation>只看一半远</translation>
    </message>
    <message>
        <source>Farther</source>
        <translation>更远</translation>
    </message>
    <message>
        <source>Look twice as far</source>
        <translation>看两倍远</translation>
    </message>
    <message>
        <source>Compute the loss of the iteration on show at other parameters</source>
        <translation>计算所示迭代在其他参数处的损失</translation>
    </message>
    <message>
        <source>Loss along the gradient</source>
        <translation>沿梯度方向的损失</translation>
    </message>
    <message>
        <source>Loss over a plane</source>
        <translation>平面上的损失</translation>
    </message>
    <message>
        <source>Press Compute: the loss of the iteration on show, at parameters around those it had, appears here.</source>
        <translation>按“计算”：所示迭代在其参数周围的损失会显示在这里。</translation>
    </message>
</context>
<context>
    <name>LaneCurves</name>
    <message>
        <source>Losses</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Differences of {tensor}</source>
        <translation>{tensor} 的差别</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差别</translation>
    </message>
    <message>
        <source>How far the chosen tensor of each run is from that of the first run</source>
        <translation>每个运行中所选张量与第一个运行的差别</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Logarithmic scale</source>
        <translation>对数刻度</translation>
    </message>
</context>
<context>
    <name>LaneList</name>
    <message>
        <source>Runs in lockstep</source>
        <translation>并排的运行</translation>
    </message>
    <message>
        <source>Run all</source>
        <translation>全部运行</translation>
    </message>
    <message>
        <source>Stop all</source>
        <translation>全部停止</translation>
    </message>
    <message>
        <source>Add program</source>
        <translation>加入程序</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Run all programs side by side, from the same random numbers</source>
        <translation>并排运行所有程序，使用相同的随机数</translation>
    </message>
    <message>
        <source>End all runs</source>
        <translation>结束所有运行</translation>
    </message>
    <message>
        <source>Add the program in the editor as a run</source>
        <translation>把编辑器中的程序加为一个运行</translation>
    </message>
    <message>
        <source>One net written by hand, with torch.nn and with torch.optim, from the same start</source>
        <translation>同一个网络：手写、用 torch.nn、用 torch.optim，从相同的起点开始</translation>
    </message>
    <message>
        <source>Open the program of the chosen run in the editor (Enter)</source>
        <translation>在编辑器中打开所选运行的程序 (Enter)</translation>
    </message>
    <message>
        <source>Remove the chosen run (Delete)</source>
        <translation>移除所选的运行（删除键）</translation>
    </message>
    <message>
        <source>A small net, three ways</source>
        <translation>小网络的三种写法</translation>
    </message>
    <message>
        <source>Net form</source>
        <translation>网络表单</translation>
    </message>
    <message>
        <source>The net of the form, by hand, with torch.nn and with torch.optim</source>
        <translation>表单中的网络：手写、用 torch.nn、用 torch.optim</translation>
    </message>
</context>
<context>
    <name>LaneRuns</name>
    <message>
        <source>At most {most} runs go side by side: remove one first.</source>
        <translation>最多并排 {most} 个运行：请先移除一个。</translation>
    </message>
    <message>
        <source>Two runs are needed to compare them: add a program.</source>
        <translation>至少要有两个运行才能对比：请再加入一个程序。</translation>
    </message>
</context>
<context>
    <name>Lanes</name>
    <message>
        <source>its process ended at iteration {0} ({1})</source>
        <translation>它的进程在第 {0} 次迭代结束了（{1}）</translation>
    </message>
    <message>
        <source>PyTorch is loading …</source>
        <translation>正在加载 PyTorch…</translation>
    </message>
    <message>
        <source>iteration {0}</source>
        <translation>迭代 {0}</translation>
    </message>
    <message>
        <source>done, iterations: {0}</source>
        <translation>完成，迭代数：{0}</translation>
    </message>
    <message>
        <source>stopped, iterations: {0}</source>
        <translation>已停止，迭代数：{0}</translation>
    </message>
    <message>
        <source>loss {0}</source>
        <translation>损失 {0}</translation>
    </message>
</context>
<context>
    <name>LineBar</name>
    <message>
        <source>Go to line</source>
        <translation>转到行</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>转到</translation>
    </message>
    <message>
        <source>Line number</source>
        <translation>行号</translation>
    </message>
</context>
<context>
    <name>LiveBar</name>
    <message>
        <source>output {number}</source>
        <translation>输出 {number}</translation>
    </message>
    <message>
        <source>{name} of {variable}</source>
        <translation>{variable} 的 {name}</translation>
    </message>
    <message>
        <source>The engine waits before {name}</source>
        <translation>引擎在 {name} 之前等待</translation>
    </message>
    <message>
        <source>The engine waits before {name}, line {line}</source>
        <translation>引擎在 {name}（第 {line} 行）之前等待</translation>
    </message>
    <message>
        <source>{where}: {why}.</source>
        <translation>{where}：{why}。</translation>
    </message>
    <message>
        <source>{where}.</source>
        <translation>{where}。</translation>
    </message>
    <message>
        <source>No gradient arrives there.</source>
        <translation>那里没有梯度到达。</translation>
    </message>
    <message>
        <source>arriving: {shape}, norm {norm}</source>
        <translation>到达：{shape}，范数 {norm}</translation>
    </message>
    <message>
        <source>{said}, edited by you</source>
        <translation>{said}，已由你修改</translation>
    </message>
    <message>
        <source>The engine waits</source>
        <translation>引擎在等待</translation>
    </message>
    <message>
        <source>times</source>
        <translation>乘以</translation>
    </message>
    <message>
        <source>set all to</source>
        <translation>全部设为</translation>
    </message>
    <message>
        <source>set one to</source>
        <translation>一个元素设为</translation>
    </message>
    <message>
        <source>replace by</source>
        <translation>替换为</translation>
    </message>
    <message>
        <source>Edit the gradient:</source>
        <translation>修改梯度：</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Change what is about to enter the node (Enter)</source>
        <translation>修改即将进入节点的梯度 (Enter)</translation>
    </message>
    <message>
        <source>index</source>
        <translation>下标</translation>
    </message>
    <message>
        <source>Index of the element, such as 0, 2</source>
        <translation>元素的下标，例如 0, 2</translation>
    </message>
    <message>
        <source>New value, factor or list of values</source>
        <translation>新的值、因子或一组值</translation>
    </message>
    <message>
        <source>What is done to the gradient</source>
        <translation>对梯度做什么</translation>
    </message>
    <message>
        <source>Output of the node whose gradient is changed</source>
        <translation>要修改哪个输出的梯度</translation>
    </message>
</context>
<context>
    <name>LiveCommands</name>
    <message>
        <source>The next run waits before every node of its backward pass. F5 runs the program.</source>
        <translation>下一次运行会在反向传播的每个节点前等待。按 F5 运行程序。</translation>
    </message>
    <message>
        <source>Select a node first: a breakpoint is set at a node of the backward pass.</source>
        <translation>请先选中一个节点：断点设在反向传播的节点上。</translation>
    </message>
    <message>
        <source>Breakpoint set: {what}.</source>
        <translation>已设置断点：{what}。</translation>
    </message>
    <message>
        <source>Breakpoint removed: {what}.</source>
        <translation>已移除断点：{what}。</translation>
    </message>
</context>
<context>
    <name>LiveFace</name>
    <message>
        <source>The run waits after iteration {index}: {why}. F8 goes on.</source>
        <translation>运行在第 {index} 次迭代之后等待：{why}。按 F8 继续。</translation>
    </message>
    <message>
        <source>Run again, and wait in iteration {index}</source>
        <translation>重新运行，在第 {index} 次迭代中等待</translation>
    </message>
</context>
<context>
    <name>Lockstep</name>
    <message>
        <source>{run} has not been compared with {first} yet.</source>
        <translation>“{run}”还没有与“{first}”对比。</translation>
    </message>
    <message>
        <source>{run} and {first} are equal bit for bit in every iteration ({count}).</source>
        <translation>“{run}”与“{first}”在每次迭代中逐位相同（{count} 次）。</translation>
    </message>
    <message>
        <source>{run} and {first} agree to rounding in every iteration ({count}): they differ by at most {most}.</source>
        <translation>“{run}”与“{first}”在每次迭代中都只有舍入差异（{count} 次）：最多相差 {most}。</translation>
    </message>
    <message>
        <source>{run} and {first} drift apart as rounding grows, by {most} at most (iterations: {count}); no single step makes a difference.</source>
        <translation>“{run}”与“{first}”随着舍入误差的增长逐渐偏离，最多 {most}（迭代数：{count}）；没有哪一步单独造成差别。</translation>
    </message>
    <message>
        <source>{run} has no tensor that fits one of {first}: they are other nets.</source>
        <translation>“{run}”中没有与“{first}”相配的张量：它们是不同的网络。</translation>
    </message>
    <message>
        <source>{run} and {first} part at iteration {iteration}:</source>
        <translation>“{run}”与“{first}”从第 {iteration} 次迭代开始不同：</translation>
    </message>
    <message>
        <source>they start from other values, {tensor} differs by {relative} at {place}.</source>
        <translation>初始值不同，{tensor} 在 {place} 处相差 {relative}。</translation>
    </message>
    <message>
        <source>{tensor} was changed before the forward pass, it differs by {relative} at {place}.</source>
        <translation>{tensor} 在前向之前被改动，在 {place} 处相差 {relative}。</translation>
    </message>
    <message>
        <source>the loss differs although every parameter is equal, so the forward pass or the data are not the same. The gradient of {tensor} differs most, by {relative} at {place}.</source>
        <translation>所有参数都相同而损失不同，所以前向或数据不一样。{tensor} 的梯度相差最大，在 {place} 处为 {relative}。</translation>
    </message>
    <message>
        <source>the gradient of {tensor} differs by {relative} at {place}, although parameters and loss are equal.</source>
        <translation>参数和损失都相同，而 {tensor} 的梯度在 {place} 处相差 {relative}。</translation>
    </message>
    <message>
        <source>{tensor} has a gradient in one of them only.</source>
        <translation>{tensor} 只在其中一个里有梯度。</translation>
    </message>
    <message>
        <source>the gradient of {tensor} is the new one plus the one before, so .grad was not set to zero; it differs by {relative} at {place}.</source>
        <translation>{tensor} 的梯度是新的加上之前的，说明 .grad 没有清零；在 {place} 处相差 {relative}。</translation>
    </message>
    <message>
        <source>the gradient of {tensor} is {factor} times as large.</source>
        <translation>{tensor} 的梯度是 {factor} 倍。</translation>
    </message>
    <message>
        <source>{tensor} is updated in another way, by {relative} at {place}, although its gradient was equal after the backward pass: another optimizer, or other settings of it.</source>
        <translation>反向之后梯度相同，而 {tensor} 的更新不同，在 {place} 处相差 {relative}：优化器或它的设置不同。</translation>
    </message>
    <message>
        <source>the update of {tensor} is {factor} times as large, although its gradient is equal: another learning rate.</source>
        <translation>梯度相同，而 {tensor} 的更新是 {factor} 倍：学习率不同。</translation>
    </message>
    <message>
        <source>{what} differs by {relative}.</source>
        <translation>{what} 相差 {relative}。</translation>
    </message>
    <message>
        <source>the loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>the gradient of {tensor}</source>
        <translation>{tensor} 的梯度</translation>
    </message>
    <message>
        <source>the update of {tensor}</source>
        <translation>{tensor} 的更新</translation>
    </message>
    <message>
        <source>In {dtype} it is infinite or NaN (elements: {lost} of {total}), which it is not in the other run: {dtype} holds no number above {largest}.</source>
        <translation>在 {dtype} 中它是无穷大或 NaN（{total} 个元素中的 {lost} 个），在另一个运行中则不是：{dtype} 无法表示大于 {largest} 的数。</translation>
    </message>
    <message>
        <source>In {dtype} it is 0 where it is not in the other run (elements: {lost} of {total}): {dtype} holds no number between 0 and {smallest}.</source>
        <translation>在 {dtype} 中它是 0，而在另一个运行中不是（{total} 个元素中的 {lost} 个）：{dtype} 无法表示 0 与 {smallest} 之间的数。</translation>
    </message>
    <message>
        <source>Updates are lost in {dtype}: of {of}, {lost} of {total} elements stay as they are, because the update is smaller than half the distance to the next number ({gap} of a number).</source>
        <translation>更新在 {dtype} 中丢失：{of} 的 {total} 个元素中有 {lost} 个保持不变，因为更新小于到相邻数的距离的一半（该距离约为数值的 {gap}）。</translation>
    </message>
    <message>
        <source>{dtype} rounds every result to about {digits} significant digits, and these errors add up.</source>
        <translation>{dtype} 把每个结果舍入到约 {digits} 位有效数字，这些误差会累积。</translation>
    </message>
    <message>
        <source>Beyond one step of rounding ({limit}) first: {what} at iteration {iteration}, by {relative} at {place}.</source>
        <translation>首次超出一步舍入（{limit}）：第 {iteration} 次迭代的 {what}，在 {place} 处相差 {relative}。</translation>
    </message>
    <message>
        <source>Beyond one step of rounding ({limit}) first: the loss at iteration {iteration}, by {relative}.</source>
        <translation>首次超出一步舍入（{limit}）：第 {iteration} 次迭代的损失，相差 {relative}。</translation>
    </message>
    <message>
        <source>What counts as rounding is that of {dtype}, the coarser of the two dtypes.</source>
        <translation>舍入以两种 dtype 中较粗的 {dtype} 为准。</translation>
    </message>
    <message>
        <source>the loss differs by {relative}, although parameters and gradients are equal.</source>
        <translation>参数和梯度都相同，而损失相差 {relative}。</translation>
    </message>
    <message>
        <source>the loss and the gradient of {tensor} are {factor} times as large.</source>
        <translation>损失和 {tensor} 的梯度都是 {factor} 倍。</translation>
    </message>
    <message>
        <source>Other tensors like this: {count}.</source>
        <translation>同样的张量还有：{count} 个。</translation>
    </message>
    <message>
        <source>Until then they are equal bit for bit.</source>
        <translation>在此之前逐位相同。</translation>
    </message>
    <message>
        <source>Until then they agree to rounding (at most {before}).</source>
        <translation>在此之前只有舍入差异（最多 {before}）。</translation>
    </message>
    <message>
        <source>Only {first} has {names}.</source>
        <translation>只有“{first}”有 {names}。</translation>
    </message>
    <message>
        <source>Only {run} has {names}.</source>
        <translation>只有“{run}”有 {names}。</translation>
    </message>
    <message>
        <source>A gradient differed for a moment at iteration {iterations}: an activation within rounding of its kink is on in one run and off in the other.</source>
        <translation>梯度在第 {iterations} 次迭代曾短暂不同：某个激活值离折点不到一个舍入误差，在一个运行中打开，在另一个中关闭。</translation>
    </message>
    <message>
        <source>Where both have NaN or infinities they are not compared.</source>
        <translation>两者都有 NaN 或无穷大的地方不作对比。</translation>
    </message>
</context>
<context>
    <name>LockstepCommands</name>
    <message>
        <source>The net form has no program yet: something in it is not right.</source>
        <translation>网络表单还写不出程序：里面有不对的地方。</translation>
    </message>
</context>
<context>
    <name>LockstepFace</name>
    <message>
        <source>There is no program yet: type one, or open an example.</source>
        <translation>还没有程序：请输入一个，或打开一个示例。</translation>
    </message>
</context>
<context>
    <name>LockstepPanel</name>
    <message>
        <source>The runs begin as soon as PyTorch is loaded for each of them …</source>
        <translation>每个运行的 PyTorch 加载好之后就开始…</translation>
    </message>
    <message>
        <source>Run all: the first iteration and tensor in which the runs part will be named here.</source>
        <translation>点“全部运行”：这里会指出从哪次迭代、哪个张量开始不同。</translation>
    </message>
    <message>
        <source>Iteration</source>
        <translation>迭代</translation>
    </message>
    <message>
        <source>Iteration whose tensors are shown</source>
        <translation>显示其张量的迭代</translation>
    </message>
    <message>
        <source>Where they part</source>
        <translation>开始不同之处</translation>
    </message>
    <message>
        <source>Show the tensors of the first iteration in which the runs part</source>
        <translation>显示开始不同的那次迭代的张量</translation>
    </message>
    <message>
        <source>Run up to four programs side by side, from the same random numbers, and see where they part: add the program in the editor, a variant of it, or the net of the form, written three ways.</source>
        <translation>用相同的随机数并排运行最多四个程序，看它们从哪里开始不同：加入编辑器中的程序、它的一个变体，或表单中网络的三种写法。</translation>
    </message>
</context>
<context>
    <name>LossLine</name>
    <message>
        <source>{name} = {x}: loss {y}, promised {promised}</source>
        <translation>{name} = {x}：损失 {y}，预言 {promised}</translation>
    </message>
</context>
<context>
    <name>LossMap</name>
    <message>
        <source>{x} across, {y} up: loss {loss}</source>
        <translation>横 {x}，纵 {y}：损失 {loss}</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>Open &amp;recent</source>
        <translation>打开最近的文件(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>面板(&amp;P)</translation>
    </message>
    <message>
        <source>No examples were found</source>
        <translation>没有找到示例</translation>
    </message>
</context>
<context>
    <name>Net</name>
    <message>
        <source>A size is a whole number from 1 on.</source>
        <translation>大小是从 1 开始的整数。</translation>
    </message>
    <message>
        <source>That makes a tensor of {elements} elements; {most} are the most.</source>
        <translation>这样的张量有 {elements} 个元素；最多 {most} 个。</translation>
    </message>
    <message>
        <source>A batch has at least 1 example; 0 takes all of them.</source>
        <translation>一批至少有 1 个样本；0 表示全部。</translation>
    </message>
    <message>
        <source>There are only {n} examples; 0 takes all of them.</source>
        <translation>只有 {n} 个样本；0 表示全部。</translation>
    </message>
    <message>
        <source>A learning rate is a number above 0, such as 1e-4.</source>
        <translation>学习率是大于 0 的数，例如 1e-4。</translation>
    </message>
    <message>
        <source>The scale is a number above 0; 1 changes nothing.</source>
        <translation>倍数是大于 0 的数；1 表示不变。</translation>
    </message>
    <message>
        <source>A training has at least 1 iteration.</source>
        <translation>训练至少有 1 次迭代。</translation>
    </message>
    <message>
        <source>A seed is a whole number from 0 on.</source>
        <translation>种子是从 0 开始的整数。</translation>
    </message>
    <message>
        <source>Choose a file with numbers in rows and columns.</source>
        <translation>请选择一个按行列排列数字的文件。</translation>
    </message>
    <message>
        <source>Choose at least one column that the net is to predict.</source>
        <translation>请至少选择一列让网络预测。</translation>
    </message>
    <message>
        <source>Leave at least one column for the net to start from.</source>
        <translation>请至少留一列作为网络的输入。</translation>
    </message>
    <message>
        <source>The columns have the numbers 1 to {columns}.</source>
        <translation>列号是 1 到 {columns}。</translation>
    </message>
    <message>
        <source>The curve has values, not classes: choose a squared error.</source>
        <translation>曲线的目标是数值而不是类别：请选择平方误差。</translation>
    </message>
    <message>
        <source>Cross entropy needs at least 2 classes, one output for each.</source>
        <translation>交叉熵至少需要 2 个类别，每个类别一个输出。</translation>
    </message>
    <message>
        <source>Cross entropy needs one target column with the numbers of classes, from 0 on.</source>
        <translation>交叉熵需要一个目标列，其中是从 0 开始的类别号。</translation>
    </message>
    <message>
        <source>BCE needs target columns that hold nothing but 0 and 1.</source>
        <translation>BCE 的目标列只能包含 0 和 1。</translation>
    </message>
    <message>
        <source>The dtype is float32 or float64.</source>
        <translation>dtype 是 float32 或 float64。</translation>
    </message>
    <message>
        <source>There is no such optimizer.</source>
        <translation>没有这个优化器。</translation>
    </message>
    <message>
        <source>There is no such schedule.</source>
        <translation>没有这个调度。</translation>
    </message>
    <message>
        <source>One cycle needs more iterations: the part in which it rises has at least two.</source>
        <translation>单周期调度需要更多迭代：上升阶段至少有两次。</translation>
    </message>
    <message>
        <source>A number from {low} on.</source>
        <translation>从 {low} 起的数。</translation>
    </message>
    <message>
        <source>A number from {low} to {high}.</source>
        <translation>从 {low} 到 {high} 的数。</translation>
    </message>
    <message>
        <source>A number above {low}, up to {high}.</source>
        <translation>大于 {low}、不超过 {high} 的数。</translation>
    </message>
    <message>
        <source>A number from {low} on, below {high}.</source>
        <translation>从 {low} 起、小于 {high} 的数。</translation>
    </message>
    <message>
        <source>A number between {low} and {high}.</source>
        <translation>在 {low} 和 {high} 之间的数。</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>手写</translation>
    </message>
    <message>
        <source>with torch.nn</source>
        <translation>用 torch.nn</translation>
    </message>
    <message>
        <source>with torch.optim</source>
        <translation>用 torch.optim</translation>
    </message>
    <message>
        <source>ReLU, clamp(min=0)</source>
        <translation>ReLU，clamp(min=0)</translation>
    </message>
    <message>
        <source>randn</source>
        <translation>randn</translation>
    </message>
    <message>
        <source>as nn.Linear does</source>
        <translation>与 nn.Linear 相同</translation>
    </message>
    <message>
        <source>zeros</source>
        <translation>全零</translation>
    </message>
    <message>
        <source>sum of squares, written out</source>
        <translation>平方和（直接写出）</translation>
    </message>
    <message>
        <source>MSELoss, sum</source>
        <translation>MSELoss，求和</translation>
    </message>
    <message>
        <source>MSELoss, mean</source>
        <translation>MSELoss，均值</translation>
    </message>
    <message>
        <source>cross entropy</source>
        <translation>交叉熵</translation>
    </message>
    <message>
        <source>BCE with logits</source>
        <translation>带 logits 的 BCE</translation>
    </message>
    <message>
        <source>random numbers</source>
        <translation>随机数</translation>
    </message>
    <message>
        <source>a noisy curve</source>
        <translation>带噪声的曲线</translation>
    </message>
    <message>
        <source>two spirals</source>
        <translation>两条螺线</translation>
    </message>
    <message>
        <source>small digits</source>
        <translation>小数字图案</translation>
    </message>
    <message>
        <source>a file (CSV, .npy)</source>
        <translation>文件（CSV、.npy）</translation>
    </message>
    <message>
        <source>Adds this times the weight to its gradient, which keeps weights small.</source>
        <translation>把权重的这么多倍加到它的梯度上，使权重保持较小。</translation>
    </message>
    <message>
        <source>Shrinks every weight by this times the learning rate, apart from the gradient.</source>
        <translation>每个权重按此值乘学习率缩小，与梯度无关。</translation>
    </message>
    <message>
        <source>How much of the last step is kept in the next one.</source>
        <translation>下一步保留上一步的多少。</translation>
    </message>
    <message>
        <source>How slowly the mean of the gradients follows: near 1, slowly.</source>
        <translation>梯度均值跟随的快慢：接近 1 时很慢。</translation>
    </message>
    <message>
        <source>How slowly the mean of the squared gradients follows: near 1, slowly.</source>
        <translation>梯度平方的均值跟随的快慢：接近 1 时很慢。</translation>
    </message>
    <message>
        <source>A small number in the denominator, against a division by zero.</source>
        <translation>分母中的一个小数，避免除以零。</translation>
    </message>
    <message>
        <source>Divides by the largest mean of squares so far, not by the newest.</source>
        <translation>除以迄今最大的平方均值，而不是最新的。</translation>
    </message>
    <message>
        <source>The plain step: against the gradient.</source>
        <translation>最简单的一步：沿梯度的反方向。</translation>
    </message>
    <message>
        <source>SGD with momentum</source>
        <translation>带动量的 SGD</translation>
    </message>
    <message>
        <source>Steps add up like a heavy ball that rolls.</source>
        <translation>各步像滚动的重球一样累积。</translation>
    </message>
    <message>
        <source>How much of a new gradient is left out of the step.</source>
        <translation>新梯度中不计入这一步的部分。</translation>
    </message>
    <message>
        <source>SGD, Nesterov</source>
        <translation>SGD，Nesterov</translation>
    </message>
    <message>
        <source>Momentum that looks ahead: the gradient is taken a step further on.</source>
        <translation>向前看的动量：在前一步的位置取梯度。</translation>
    </message>
    <message>
        <source>Divides by the root of all squared gradients so far: steps only get smaller.</source>
        <translation>除以迄今所有梯度平方之和的根：步子只会越来越小。</translation>
    </message>
    <message>
        <source>How fast the learning rate falls with every step.</source>
        <translation>学习率每一步下降的快慢。</translation>
    </message>
    <message>
        <source>The sum of squares to begin with.</source>
        <translation>平方和的初始值。</translation>
    </message>
    <message>
        <source>Divides by the root of a running mean of the squared gradients.</source>
        <translation>除以梯度平方的滑动均值的根。</translation>
    </message>
    <message>
        <source>How slowly the mean of squares follows: near 1, slowly.</source>
        <translation>平方均值跟随的快慢：接近 1 时很慢。</translation>
    </message>
    <message>
        <source>Divides by the spread around the mean gradient.</source>
        <translation>除以梯度围绕其均值的离散程度。</translation>
    </message>
    <message>
        <source>Like RMSprop, with a step size learned from the steps themselves.</source>
        <translation>类似 RMSprop，步长由各步自身得出。</translation>
    </message>
    <message>
        <source>How slowly the two means of squares follow: near 1, slowly.</source>
        <translation>两个平方均值跟随的快慢：接近 1 时很慢。</translation>
    </message>
    <message>
        <source>A mean of gradients divided by the root of a mean of their squares.</source>
        <translation>梯度的均值除以梯度平方均值的根。</translation>
    </message>
    <message>
        <source>Adam with weight decay that does not pass through the gradient.</source>
        <translation>权重衰减不经过梯度的 Adam。</translation>
    </message>
    <message>
        <source>Adam with the largest gradient in place of the root of squares.</source>
        <translation>用最大梯度代替平方根的 Adam。</translation>
    </message>
    <message>
        <source>Adam with Nesterov&apos;s look ahead.</source>
        <translation>带 Nesterov 前瞻的 Adam。</translation>
    </message>
    <message>
        <source>How fast the momentum grows to its full size.</source>
        <translation>动量增长到最大值的快慢。</translation>
    </message>
    <message>
        <source>Adam that begins with careful steps, until its means are reliable.</source>
        <translation>开始时步子谨慎、直到均值可靠的 Adam。</translation>
    </message>
    <message>
        <source>Estimates the curvature from the last gradients; runs the net several times for each step.</source>
        <translation>由最近的梯度估计曲率；每一步要多次运行网络。</translation>
    </message>
    <message>
        <source>Forward and backward passes in one step, at most.</source>
        <translation>一步中前向和反向的最多次数。</translation>
    </message>
    <message>
        <source>How many of the last steps tell of the curvature.</source>
        <translation>用最近多少步来估计曲率。</translation>
    </message>
    <message>
        <source>SGD that also keeps a mean of the weights over time.</source>
        <translation>同时保存权重时间均值的 SGD。</translation>
    </message>
    <message>
        <source>How fast weights decay with every step.</source>
        <translation>权重每一步衰减的快慢。</translation>
    </message>
    <message>
        <source>The power with which the learning rate falls.</source>
        <translation>学习率下降的幂次。</translation>
    </message>
    <message>
        <source>The step at which the mean begins.</source>
        <translation>从哪一步开始求均值。</translation>
    </message>
    <message>
        <source>Uses only the signs of the gradients; for all data at once, not for mini-batches.</source>
        <translation>只用梯度的符号；适合全部数据，不适合小批量。</translation>
    </message>
    <message>
        <source>Factor of a weight&apos;s step when its gradient has changed its sign.</source>
        <translation>梯度变号时权重步长的系数。</translation>
    </message>
    <message>
        <source>Factor of a weight&apos;s step while its gradient keeps its sign.</source>
        <translation>梯度不变号时权重步长的系数。</translation>
    </message>
    <message>
        <source>What the learning rate is multiplied by.</source>
        <translation>学习率乘以的系数。</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>不变</translation>
    </message>
    <message>
        <source>The learning rate stays as it is.</source>
        <translation>学习率保持不变。</translation>
    </message>
    <message>
        <source>steps down</source>
        <translation>阶梯下降</translation>
    </message>
    <message>
        <source>Every few iterations the learning rate is multiplied by a factor.</source>
        <translation>每隔若干次迭代，学习率乘以一个系数。</translation>
    </message>
    <message>
        <source>Iterations until the next step down.</source>
        <translation>到下一次下降的迭代数。</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>The learning rate falls along half a cosine, to the end of the training.</source>
        <translation>学习率沿半个余弦下降，直到训练结束。</translation>
    </message>
    <message>
        <source>The learning rate at the end.</source>
        <translation>结束时的学习率。</translation>
    </message>
    <message>
        <source>one cycle</source>
        <translation>单周期</translation>
    </message>
    <message>
        <source>The learning rate rises to the given one, then falls far below where it began.</source>
        <translation>学习率升到给定值，再降到远低于起点。</translation>
    </message>
    <message>
        <source>The part of the training in which it rises.</source>
        <translation>学习率上升阶段占训练的比例。</translation>
    </message>
    <message>
        <source>It begins at the given rate divided by this.</source>
        <translation>起始学习率是给定值除以此数。</translation>
    </message>
    <message>
        <source>on a plateau</source>
        <translation>停滞时下降</translation>
    </message>
    <message>
        <source>When the loss has not fallen for a while, the learning rate is multiplied by a factor.</source>
        <translation>损失一段时间没有下降时，学习率乘以一个系数。</translation>
    </message>
    <message>
        <source>Iterations without a better loss before that.</source>
        <translation>在此之前损失没有改善的迭代数。</translation>
    </message>
</context>
<context>
    <name>NetCommands</name>
    <message>
        <source>The net form has no program yet: something in it is not right.</source>
        <translation>网络表单还写不出程序：其中有不对的地方。</translation>
    </message>
</context>
<context>
    <name>NetFace</name>
    <message>
        <source>Tables (*.csv *.tsv *.txt *.npy);;All files (*)</source>
        <translation>表格 (*.csv *.tsv *.txt *.npy);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Data of the net</source>
        <translation>网络的数据</translation>
    </message>
</context>
<context>
    <name>NetForm</name>
    <message>
        <source>“{text}” is no whole number.</source>
        <translation>“{text}”不是整数。</translation>
    </message>
    <message>
        <source>“{text}” is no number; write one such as 0.5 or 1e-4.</source>
        <translation>“{text}”不是数字；请写成 0.5 或 1e-4 这样。</translation>
    </message>
    <message>
        <source>Spelling:</source>
        <translation>写法：</translation>
    </message>
    <message>
        <source>Activation:</source>
        <translation>激活函数：</translation>
    </message>
    <message>
        <source>Bias:</source>
        <translation>偏置：</translation>
    </message>
    <message>
        <source>First weights:</source>
        <translation>初始权重：</translation>
    </message>
    <message>
        <source>times:</source>
        <translation>乘以：</translation>
    </message>
    <message>
        <source>Data:</source>
        <translation>数据：</translation>
    </message>
    <message>
        <source>Batch size:</source>
        <translation>批大小：</translation>
    </message>
    <message>
        <source>Loss:</source>
        <translation>损失：</translation>
    </message>
    <message>
        <source>Optimizer:</source>
        <translation>优化器：</translation>
    </message>
    <message>
        <source>Schedule:</source>
        <translation>调度：</translation>
    </message>
    <message>
        <source>Learning rate:</source>
        <translation>学习率：</translation>
    </message>
    <message>
        <source>Iterations:</source>
        <translation>迭代次数：</translation>
    </message>
    <message>
        <source>Seed:</source>
        <translation>种子：</translation>
    </message>
    <message>
        <source>dtype:</source>
        <translation>dtype：</translation>
    </message>
    <message>
        <source>Device:</source>
        <translation>设备：</translation>
    </message>
    <message>
        <source>The same net three times: with tensors alone, with modules, or with an optimizer too.</source>
        <translation>同一个网络的三种写法：只用张量、用模块，或再加优化器。</translation>
    </message>
    <message>
        <source>How many examples there are.</source>
        <translation>样本的个数。</translation>
    </message>
    <message>
        <source>How many numbers an example has.</source>
        <translation>一个样本有几个数。</translation>
    </message>
    <message>
        <source>The width of the hidden layer.</source>
        <translation>隐藏层的宽度。</translation>
    </message>
    <message>
        <source>How many numbers come out for each example.</source>
        <translation>每个样本输出几个数。</translation>
    </message>
    <message>
        <source>What stands between the two layers. At exactly 0, clamp lets the gradient pass and torch.nn.ReLU does not.</source>
        <translation>两层之间的函数。恰好为 0 时，clamp 让梯度通过，torch.nn.ReLU 不让。</translation>
    </message>
    <message>
        <source>Whether each layer adds a number of its own to every output.</source>
        <translation>每层是否给每个输出加上一个自己的数。</translation>
    </message>
    <message>
        <source>Where the weights come from. In all spellings they are the same ones.</source>
        <translation>权重从哪里来。三种写法中都相同。</translation>
    </message>
    <message>
        <source>What the first weights are multiplied by.</source>
        <translation>初始权重乘以的倍数。</translation>
    </message>
    <message>
        <source>What the net learns from.</source>
        <translation>网络从什么学习。</translation>
    </message>
    <message>
        <source>Examples in each iteration, drawn at random; 0 takes all of them.</source>
        <translation>每次迭代随机抽取的样本数；0 表示全部。</translation>
    </message>
    <message>
        <source>What is made small.</source>
        <translation>要变小的量。</translation>
    </message>
    <message>
        <source>Who makes the steps. By hand and with torch.nn it is plain descent.</source>
        <translation>由谁来更新。手写和 torch.nn 写法用普通梯度下降。</translation>
    </message>
    <message>
        <source>How the learning rate changes by itself.</source>
        <translation>学习率如何自动变化。</translation>
    </message>
    <message>
        <source>How far a step goes; it can also be changed while the program runs.</source>
        <translation>一步走多远；程序运行时也可以修改。</translation>
    </message>
    <message>
        <source>How many steps are made.</source>
        <translation>走多少步。</translation>
    </message>
    <message>
        <source>Of the random numbers; empty: others in every run.</source>
        <translation>随机数的种子；留空则每次运行都不同。</translation>
    </message>
    <message>
        <source>float64 has about 16 digits, float32 about 7.</source>
        <translation>float64 约有 16 位有效数字，float32 约 7 位。</translation>
    </message>
    <message>
        <source>What the program runs on.</source>
        <translation>程序在哪里运行。</translation>
    </message>
</context>
<context>
    <name>NetFormPanel</name>
    <message>
        <source>Not yet: {sentence}</source>
        <translation>还不行：{sentence}</translation>
    </message>
    <message>
        <source>The program is what this form writes.</source>
        <translation>程序与此表单一致。</translation>
    </message>
    <message>
        <source>The program is not what this form writes. Writing it keeps the old text.</source>
        <translation>程序与此表单不一致。重新写出时会保留原来的文本。</translation>
    </message>
    <message>
        <source>Write the program, then read and change it as you like.</source>
        <translation>写出程序，然后随意阅读和修改。</translation>
    </message>
    <message>
        <source>Net form</source>
        <translation>网络表单</translation>
    </message>
    <message>
        <source>Write program</source>
        <translation>写出程序</translation>
    </message>
    <message>
        <source>Write and run</source>
        <translation>写出并运行</translation>
    </message>
    <message>
        <source>Tutorial</source>
        <translation>教程</translation>
    </message>
    <message>
        <source>Fill in the values of the tutorial&apos;s net in this spelling</source>
        <translation>填入教程中这种写法的网络的数值</translation>
    </message>
    <message>
        <source>Write the program and show it ({key})</source>
        <translation>写出程序并显示（{key}）</translation>
    </message>
    <message>
        <source>Write the program and run it ({key})</source>
        <translation>写出程序并运行（{key}）</translation>
    </message>
</context>
<context>
    <name>NetPage</name>
    <message>
        <source>as chosen in the toolbar</source>
        <translation>与工具栏相同</translation>
    </message>
    <message>
        <source>{what} A usual learning rate is {rate}.</source>
        <translation>{what}常用的学习率是 {rate}。</translation>
    </message>
    <message>
        <source>Net</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>example</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>variable</source>
        <translation>变量</translation>
    </message>
    <message>
        <source>op</source>
        <translation>算子</translation>
    </message>
    <message>
        <source>line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
</context>
<context>
    <name>PaletteSheet</name>
    <message>
        <source>An action, an example, a variable, an op…</source>
        <translation>操作、示例、变量、算子…</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>Nothing has a name like this.</source>
        <translation>没有这样的名称。</translation>
    </message>
</context>
<context>
    <name>ParameterTile</name>
    <message>
        <source>update ÷ value {0}</source>
        <translation>更新 ÷ 值 {0}</translation>
    </message>
    <message>
        <source>no gradient</source>
        <translation>没有梯度</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>尚未计算</translation>
    </message>
    <message>
        <source>{0} NaN</source>
        <translation>{0} 个 NaN</translation>
    </message>
    <message>
        <source>{0} Inf</source>
        <translation>{0} 个 Inf</translation>
    </message>
    <message>
        <source>update of {0}</source>
        <translation>{0} 的更新</translation>
    </message>
    <message>
        <source>no update yet</source>
        <translation>还没有更新</translation>
    </message>
</context>
<context>
    <name>Parts</name>
    <message>
        <source>Its elements are not held any more; recompute the iteration to have them.</source>
        <translation>其元素已不再保留；重新计算该迭代即可得到。</translation>
    </message>
    <message>
        <source>It does not belong to the iteration on show.</source>
        <translation>它不属于当前显示的迭代。</translation>
    </message>
    <message>
        <source>PyTorch is not ready.</source>
        <translation>PyTorch 尚未就绪。</translation>
    </message>
</context>
<context>
    <name>PassageLine</name>
    <message>
        <source>Whole graph (Esc)</source>
        <translation>整个计算图 (Esc)</translation>
    </message>
    <message>
        <source>Only what the gradient of {title} passes: {shown} of {total} nodes.</source>
        <translation>只显示 {title} 的梯度经过的部分：{total} 个节点中的 {shown} 个。</translation>
    </message>
</context>
<context>
    <name>Paths</name>
    <message>
        <source>Select a node: its paths to the loss and to the leaves are lit.</source>
        <translation>请选择一个节点：它到损失和到叶子的路径会被点亮。</translation>
    </message>
    <message>
        <source>Select a leaf first: what its gradient passes is shown alone.</source>
        <translation>请先选择一个叶子：将只显示其梯度经过的部分。</translation>
    </message>
    <message>
        <source>No gradient comes to {title}: the loss does not depend on it, or it needs none.</source>
        <translation>没有梯度到达 {title}：损失不依赖它，或者它不需要梯度。</translation>
    </message>
    <message>
        <source>Paths of {title}: {below} nodes towards the loss, {above} behind it, {leaves} of them leaves.</source>
        <translation>{title} 的路径：通向损失 {below} 个节点，其后 {above} 个，其中 {leaves} 个叶子。</translation>
    </message>
</context>
<context>
    <name>Pipe</name>
    <message>
        <source>it sent what is not a message: {error}</source>
        <translation>它发来的内容不是消息：{error}</translation>
    </message>
    <message>
        <source>{program} could not be started</source>
        <translation>无法启动 {program}</translation>
    </message>
    <message>
        <source>exit code {code}</source>
        <translation>退出码 {code}</translation>
    </message>
</context>
<context>
    <name>PlotsPanel</name>
    <message>
        <source>No loss yet: it is what backward() is called on.</source>
        <translation>还没有损失：它是调用 backward() 的张量。</translation>
    </message>
    <message>
        <source>NaN or Inf in {0}</source>
        <translation>{0} 中有 NaN 或 Inf</translation>
    </message>
    <message>
        <source>{0} of {1} parameters</source>
        <translation>{1} 个参数中的 {0} 个</translation>
    </message>
    <message>
        <source>{0} NaN</source>
        <translation>{0} 个 NaN</translation>
    </message>
    <message>
        <source>{0} Inf</source>
        <translation>{0} 个 Inf</translation>
    </message>
    <message>
        <source>{0}: gaps in the line</source>
        <translation>{0}：曲线有缺口</translation>
    </message>
    <message>
        <source>at {0}: {1}</source>
        <translation>迭代 {0}：{1}</translation>
    </message>
    <message>
        <source>Run a program that trains in a loop: its loss and its gradient norms will be drawn here.</source>
        <translation>运行一个循环训练的程序：它的损失和梯度范数会画在这里。</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Gradient norms</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>No learning rate is known: it is that of an optimizer of torch.optim that has stepped.</source>
        <translation>不知道学习率：它是走过一步的 torch.optim 优化器的学习率。</translation>
    </message>
    <message>
        <source>No update yet: it is what changes a parameter from one backward pass to the next.</source>
        <translation>还没有更新：更新就是两次反向之间参数的变化。</translation>
    </message>
    <message>
        <source>No parameter is chosen in the list.</source>
        <translation>列表中没有选中参数。</translation>
    </message>
    <message>
        <source>Norm of each gradient, from the first parameter that the net uses to the last</source>
        <translation>每个梯度的范数，从网络最先用到的参数到最后用到的参数</translation>
    </message>
    <message>
        <source>Nothing was recorded of it.</source>
        <translation>没有它的记录。</translation>
    </message>
    <message>
        <source>The darker, the more elements. Of large tensors those of the heat map are counted.</source>
        <translation>颜色越深，元素越多。大张量只统计热图中的元素。</translation>
    </message>
    <message>
        <source>at {0}</source>
        <translation>在 {0}</translation>
    </message>
    <message>
        <source>from {0} to {3}, half of it from {1} to {2}</source>
        <translation>从 {0} 到 {3}，其中一半在 {1} 到 {2} 之间</translation>
    </message>
    <message>
        <source>Update ÷ parameter</source>
        <translation>更新 ÷ 参数</translation>
    </message>
    <message>
        <source>Parameter norms</source>
        <translation>参数范数</translation>
    </message>
    <message>
        <source>Learning rates</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Gradient flow by depth</source>
        <translation>按深度的梯度流</translation>
    </message>
    <message>
        <source>Values over time</source>
        <translation>值随迭代的分布</translation>
    </message>
    <message>
        <source>Gradients over time</source>
        <translation>梯度随迭代的分布</translation>
    </message>
    <message>
        <source>mean of {0}</source>
        <translation>{0} 次的均值</translation>
    </message>
    <message>
        <source>raw</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Running mean of the loss over about so many iterations</source>
        <translation>大约这么多次迭代的损失的滑动均值</translation>
    </message>
    <message>
        <source>No loss: backward() was called on nothing that is a single number.</source>
        <translation>没有损失：没有对单个数调用过 backward()。</translation>
    </message>
    <message>
        <source>No value is above 0: drawn without logarithm</source>
        <translation>没有大于 0 的值：不取对数绘制</translation>
    </message>
</context>
<context>
    <name>Prober</name>
    <message>
        <source>There is no iteration to ask about yet: run a program first.</source>
        <translation>还没有可问的迭代：请先运行一个程序。</translation>
    </message>
    <message>
        <source>This can be asked when the run is over: press Stop, or wait for its end.</source>
        <translation>运行结束后才能问：请按“停止”，或等它结束。</translation>
    </message>
    <message>
        <source>The program runs again…</source>
        <translation>程序再次运行…</translation>
    </message>
    <message>
        <source>{done} of {total} losses</source>
        <translation>{total} 个损失中的第 {done} 个</translation>
    </message>
    <message>
        <source>The program runs again: iteration {at} of {index}</source>
        <translation>程序再次运行：迭代 {at}／{index}</translation>
    </message>
    <message>
        <source>PyTorch ended meanwhile, so there is no answer.</source>
        <translation>PyTorch 中途结束了，因此没有答案。</translation>
    </message>
</context>
<context>
    <name>ProgramPages</name>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Net</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>A form for a two-layer net, which writes its program</source>
        <translation>两层网络的表单，可以写出它的程序</translation>
    </message>
    <message>
        <source>Pages of the program</source>
        <translation>程序的页面</translation>
    </message>
</context>
<context>
    <name>ReaderSheet</name>
    <message>
        <source>to read · Escape closes it</source>
        <translation>只读 · 按 Esc 关闭</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>no such file or directory</source>
        <translation>没有这个文件或文件夹</translation>
    </message>
    <message>
        <source>permission denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>is a directory</source>
        <translation>这是一个文件夹</translation>
    </message>
    <message>
        <source>not a directory</source>
        <translation>不是文件夹</translation>
    </message>
    <message>
        <source>no space left on device</source>
        <translation>磁盘空间不足</translation>
    </message>
    <message>
        <source>read-only file system</source>
        <translation>文件系统是只读的</translation>
    </message>
    <message>
        <source>file name too long</source>
        <translation>文件名太长</translation>
    </message>
    <message>
        <source>a field is of an unknown kind</source>
        <translation>有一个字段的类型未知</translation>
    </message>
    <message>
        <source>a field is longer than what holds it</source>
        <translation>有一个字段比包含它的内容还长</translation>
    </message>
    <message>
        <source>a number has no end</source>
        <translation>有一个数没有结尾</translation>
    </message>
    <message>
        <source>a number is too long</source>
        <translation>有一个数太长</translation>
    </message>
</context>
<context>
    <name>Remarks</name>
    <message>
        <source>Its op was not seen: it ran in another thread, in scripted code, inside an operation written in C++ or before this iteration was recorded.</source>
        <translation>没有看到它的算子：它在另一个线程、脚本化的代码或用 C++ 写的操作中运行，或者在记录这次迭代之前就已运行。</translation>
    </message>
    <message>
        <source>An op wrote into a view; the node of that op runs inside this one, where nothing can be seen of it.</source>
        <translation>有算子写入了一个视图；那个算子的节点在这个节点内部运行，无法看到。</translation>
    </message>
    <message>
        <source>Compiled by torch.compile: this one node stands for all the ops inside.</source>
        <translation>由 torch.compile 编译：这一个节点代表内部的全部算子。</translation>
    </message>
    <message>
        <source>A checkpoint: its ops run a second time when this node runs.</source>
        <translation>检查点：这个节点运行时，其中的算子会再运行一次。</translation>
    </message>
    <message>
        <source>It runs a backward pass of its own.</source>
        <translation>它自己运行一次反向传播。</translation>
    </message>
    <message>
        <source>A function with a backward of its own: the ops inside run without gradients and are not shown.</source>
        <translation>带有自己反向过程的函数：内部的算子在没有梯度的情况下运行，不显示。</translation>
    </message>
    <message>
        <source>It differentiates or batches a function by itself: what happens inside is not shown.</source>
        <translation>它自行对函数求导或批处理：内部发生的事情不显示。</translation>
    </message>
    <message>
        <source>Compiled by torch.compile: what happens inside is one op.</source>
        <translation>由 torch.compile 编译：内部发生的一切算作一个算子。</translation>
    </message>
    <message>
        <source>Backward passes inside of each other were recorded {n} deep; those further inside only ran.</source>
        <translation>嵌套的反向传播记录到第 {n} 层；更深的只运行、不记录。</translation>
    </message>
    <message>
        <source>The graph is larger than this system&apos;s stack allows to look at: what follows was not recorded.</source>
        <translation>计算图太大，超出了本系统的栈允许查看的范围：之后的内容没有记录。</translation>
    </message>
    <message>
        <source>{reason} That pass is backward call {n}.</source>
        <translation>{reason}那次反向传播是第 {n} 次反向调用。</translation>
    </message>
    <message>
        <source>The gradient&apos;s path ends here: detach shares the values without their history.</source>
        <translation>梯度的路径到此为止：detach 只共享数值，不带历史。</translation>
    </message>
    <message>
        <source>The gradient&apos;s path ends here: the op ran inside no_grad, where none is recorded.</source>
        <translation>梯度的路径到此为止：算子在 no_grad 中运行，那里不作记录。</translation>
    </message>
    <message>
        <source>The gradient&apos;s path ends here: this op has no derivative.</source>
        <translation>梯度的路径到此为止：这个算子没有导数。</translation>
    </message>
    <message>
        <source>The gradient&apos;s path ends here: {0}.</source>
        <translation>梯度的路径到此为止：{0}。</translation>
    </message>
</context>
<context>
    <name>Repetition</name>
    <message>
        <source>Iteration {index} was not recorded. The program can run again up to it.</source>
        <translation>迭代 {index} 没有记录。可以将程序重新运行到该迭代。</translation>
    </message>
    <message>
        <source>Of iteration {index} only statistics are left. The program can run again up to it.</source>
        <translation>迭代 {index} 只剩统计量。可以将程序重新运行到该迭代。</translation>
    </message>
    <message>
        <source>There is no iteration to recompute yet: run a program first.</source>
        <translation>还没有可以重新计算的迭代：请先运行程序。</translation>
    </message>
    <message>
        <source>Iteration {index} could not be recomputed: {kind}: {message}</source>
        <translation>迭代 {index} 无法重新计算：{kind}：{message}</translation>
    </message>
    <message>
        <source>This time the program ended after {count} iterations, before iteration {index}.</source>
        <translation>这一次程序在 {count} 次迭代后就结束了，没有到达迭代 {index}。</translation>
    </message>
    <message>
        <source>Iteration {index} recomputed</source>
        <translation>迭代 {index} 已重新计算</translation>
    </message>
    <message>
        <source>Iteration {index} recomputed, with your changes of the learning rate (at iteration {at})</source>
        <translation>已重新计算迭代 {index}，包括您对学习率的修改（在迭代 {at}）</translation>
    </message>
    <message>
        <source>{begin}, but it is not that of the first run: its loss is {loss}, and was {first}. Something outside the program repeats differently.</source>
        <translation>{begin}，但与第一次运行不同：损失为 {loss}，原来是 {first}。程序之外的某些东西没有同样地重复。</translation>
    </message>
    <message>
        <source>{begin}: at iteration {keyframe} the state was another one ({names}), because something outside the program repeats differently. It was put back, and the loss is equal to the first run bit for bit.</source>
        <translation>{begin}：在迭代 {keyframe} 处状态不同（{names}），因为程序之外的某些东西没有同样地重复。状态已恢复，损失与第一次运行逐位相等。</translation>
    </message>
    <message>
        <source>{begin}: its loss is equal to the first run bit for bit.</source>
        <translation>{begin}：损失与第一次运行逐位相等。</translation>
    </message>
    <message>
        <source>{begin}: equal to the first run bit for bit (its loss, and the whole state at iteration {keyframe}).</source>
        <translation>{begin}：与第一次运行逐位相等（损失，以及迭代 {keyframe} 处的全部状态）。</translation>
    </message>
    <message>
        <source>every element</source>
        <translation>每个元素</translation>
    </message>
    <message>
        <source>large tensors as thumbnails</source>
        <translation>大张量为缩略图</translation>
    </message>
    <message>
        <source>small thumbnails, to save memory</source>
        <translation>小缩略图，以节省内存</translation>
    </message>
    <message>
        <source>statistics only</source>
        <translation>仅统计量</translation>
    </message>
    <message>
        <source>{words}; recomputed, equal to the first run</source>
        <translation>{words}；重新计算，与第一次运行相等</translation>
    </message>
    <message>
        <source>{words}; recomputed, not equal to the first run</source>
        <translation>{words}；重新计算，与第一次运行不等</translation>
    </message>
    <message>
        <source>It does so in a second process; this run stays as it is. Files are written once more.</source>
        <translation>这在第二个进程中进行；当前运行保持原样。程序写入的文件会再写一次。</translation>
    </message>
    <message>
        <source>PyTorch is busy with something else; try again when that is done.</source>
        <translation>PyTorch 正在忙别的事；请在完成后再试。</translation>
    </message>
    <message>
        <source>Iteration {index} could not be recomputed: the second process ended ({reason}). The run is as it was.</source>
        <translation>无法重新计算迭代 {index}：第二个进程已结束（{reason}）。当前运行保持原样。</translation>
    </message>
    <message>
        <source>Iteration {index} recomputed, with your changes of learning rate and gradients (at iteration {at})</source>
        <translation>迭代 {index} 已重新计算，并重复了你对学习率和梯度的修改（在迭代 {at}）</translation>
    </message>
    <message>
        <source>Iteration {index} recomputed, with your changes of gradients (at iteration {at})</source>
        <translation>迭代 {index} 已重新计算，并重复了你对梯度的修改（在迭代 {at}）</translation>
    </message>
</context>
<context>
    <name>RuleCard</name>
    <message>
        <source>gradviz has no formula for {0}.</source>
        <translation>gradviz 没有 {0} 的公式。</translation>
    </message>
    <message>
        <source>PyTorch&apos;s own definition, as its source code has it.</source>
        <translation>PyTorch 自己的定义，照其源代码所写。</translation>
    </message>
    <message>
        <source>PyTorch defines no formula for {0}: a custom Function computes its gradient in Python, and a compiled graph in generated code.</source>
        <translation>PyTorch 没有为 {0} 定义公式：自定义函数用 Python 计算梯度，编译的图用生成的代码计算。</translation>
    </message>
    <message>
        <source>finite differences {0}, recorded {1}</source>
        <translation>有限差分 {0}，记录值 {1}</translation>
    </message>
    <message>
        <source>Largest relative errors: autograd against central finite differences of {0} elements in float64, and the recorded gradients against autograd in float64.</source>
        <translation>最大相对误差：float64 下自动求导与 {0} 个元素的中心有限差分之差，以及记录的梯度与 float64 自动求导之差。</translation>
    </message>
    <message>
        <source>Derivative rule</source>
        <translation>求导规则</translation>
    </message>
    <message>
        <source>Check this node</source>
        <translation>检验此节点</translation>
    </message>
    <message>
        <source>Compare its gradients with finite differences in float64</source>
        <translation>以双精度将其梯度与有限差分比较</translation>
    </message>
</context>
<context>
    <name>Rules</name>
    <message>
        <source>Each element of G is multiplied by the slope of the function at that element.</source>
        <translation>G 的每个元素乘以函数在该元素处的斜率。</translation>
    </message>
    <message>
        <source>G passes through unchanged.</source>
        <translation>G 原样通过。</translation>
    </message>
    <message>
        <source>G passes unchanged to both terms.</source>
        <translation>G 原样传给两个加数。</translation>
    </message>
    <message>
        <source>G passes to the first term, and with the opposite sign to the second.</source>
        <translation>G 传给第一项，变号后传给第二项。</translation>
    </message>
    <message>
        <source>G changes its sign.</source>
        <translation>G 变号。</translation>
    </message>
    <message>
        <source>Each factor gets G times the other factor.</source>
        <translation>每个因子得到 G 乘以另一个因子。</translation>
    </message>
    <message>
        <source>G is divided by the denominator; the denominator itself gets the quotient rule.</source>
        <translation>分子得到 G 除以分母；分母按商的求导法则。</translation>
    </message>
    <message>
        <source>G is multiplied by the exponent and by the power that is one lower.</source>
        <translation>G 乘以指数，再乘以低一次的幂。</translation>
    </message>
    <message>
        <source>The base gets the power rule, the exponent G times the result times the logarithm.</source>
        <translation>底数按幂的求导法则；指数得到 G 乘以结果再乘以对数。</translation>
    </message>
    <message>
        <source>The slope is computed from the result itself, so only the result was saved.</source>
        <translation>斜率由结果本身算出，所以只保存了结果。</translation>
    </message>
    <message>
        <source>G passes where the input was let through, and is 0 elsewhere.</source>
        <translation>输入通过之处 G 通过，其余为 0。</translation>
    </message>
    <message>
        <source>Inside the limits G goes to the input; where a limit took its place, to the limit.</source>
        <translation>界限之内 G 传给输入；被界限取代之处传给界限。</translation>
    </message>
    <message>
        <source>G goes to whichever input was taken, element by element.</source>
        <translation>逐元素地，取了哪个输入，G 就传给哪个输入。</translation>
    </message>
    <message>
        <source>The function is flat almost everywhere, so no gradient gets through.</source>
        <translation>函数几乎处处是平的，所以没有梯度通过。</translation>
    </message>
    <message>
        <source>Each input gets G in proportion to how it was weighted.</source>
        <translation>每个输入按它的权重分得 G。</translation>
    </message>
    <message>
        <source>G passes to the first input; the second gets it times the whole number of steps.</source>
        <translation>G 传给第一个输入；第二个输入得到 G 乘以取整后的商，并变号。</translation>
    </message>
    <message>
        <source>Each factor gets G multiplied by the transpose of the other one.</source>
        <translation>每个因子得到 G 与另一个因子转置的乘积。</translation>
    </message>
    <message>
        <source>The added term gets G; each factor gets G multiplied by the transpose of the other one.</source>
        <translation>加上的那一项得到 G；每个因子得到 G 与另一个因子转置的乘积。</translation>
    </message>
    <message>
        <source>The matrix gets the outer product of G and the vector, the vector Aᵀ times G.</source>
        <translation>矩阵得到 G 与向量的外积，向量得到 Aᵀ 乘以 G。</translation>
    </message>
    <message>
        <source>G is multiplied by the transposed inverse on both sides.</source>
        <translation>G 两侧各乘以逆矩阵的转置。</translation>
    </message>
    <message>
        <source>G times the determinant times the transposed inverse.</source>
        <translation>G 乘以行列式，再乘以逆矩阵的转置。</translation>
    </message>
    <message>
        <source>Every element that was summed gets the same G.</source>
        <translation>参与求和的每个元素都得到同样的 G。</translation>
    </message>
    <message>
        <source>Every element gets G divided by N, the number of elements averaged.</source>
        <translation>每个元素得到 G 除以 N，N 是取平均的元素个数。</translation>
    </message>
    <message>
        <source>Only the elements that were the extreme get G.</source>
        <translation>只有取到极值的元素得到 G。</translation>
    </message>
    <message>
        <source>G goes back to the places the values came from; all others get 0.</source>
        <translation>G 回到这些值原来的位置；其余位置为 0。</translation>
    </message>
    <message>
        <source>Each element gets G times the product of all the others.</source>
        <translation>每个元素得到 G 乘以其余所有元素之积。</translation>
    </message>
    <message>
        <source>Each element gets G in proportion to its distance from the mean.</source>
        <translation>每个元素按它与均值之差分得 G。</translation>
    </message>
    <message>
        <source>G points along the input, scaled to unit length.</source>
        <translation>G 沿着输入的方向，长度归一。</translation>
    </message>
    <message>
        <source>G is shared out by the softmax of the input.</source>
        <translation>G 按输入的 softmax 分配。</translation>
    </message>
    <message>
        <source>G minus its weighted mean under y, times y: the result always sums to 0.</source>
        <translation>G 减去它以 y 加权的均值，再乘以 y：结果之和总是 0。</translation>
    </message>
    <message>
        <source>G minus its sum times the probabilities: the result always sums to 0.</source>
        <translation>G 减去它的和与概率之积：结果之和总是 0。</translation>
    </message>
    <message>
        <source>Each element gets the sum of G from its own place on.</source>
        <translation>每个元素得到从自己位置起 G 的和。</translation>
    </message>
    <message>
        <source>Only the log-probability of the right class gets a gradient, and it is negative.</source>
        <translation>只有正确类别的对数概率得到梯度，而且是负的。</translation>
    </message>
    <message>
        <source>The prediction is pulled towards the target, in proportion to the difference.</source>
        <translation>预测值被拉向目标，力度与差成正比。</translation>
    </message>
    <message>
        <source>Near the target in proportion to the difference, farther away of constant size.</source>
        <translation>靠近目标时与差成正比，远处大小不变。</translation>
    </message>
    <message>
        <source>Probability minus target, divided by the variance of the probability.</source>
        <translation>概率减去目标，再除以概率的方差。</translation>
    </message>
    <message>
        <source>Probability minus target: the sigmoid&apos;s own slope cancels.</source>
        <translation>概率减去目标：sigmoid 自身的斜率抵消了。</translation>
    </message>
    <message>
        <source>The same numbers, arranged in the input&apos;s shape again.</source>
        <translation>数值不变，重新排成输入的形状。</translation>
    </message>
    <message>
        <source>G is turned back the way the input was turned.</source>
        <translation>输入怎样转置，G 就怎样转回来。</translation>
    </message>
    <message>
        <source>Each element gets the sum of what arrived at its copies.</source>
        <translation>每个元素得到各个副本收到的梯度之和。</translation>
    </message>
    <message>
        <source>Each input gets its own part of G.</source>
        <translation>每个输入得到 G 中属于自己的部分。</translation>
    </message>
    <message>
        <source>The gradients of all parts are put together; an unused part counts as 0.</source>
        <translation>各部分的梯度拼在一起；没有用到的部分算作 0。</translation>
    </message>
    <message>
        <source>G is put into a tensor of zeros, at the place that was taken.</source>
        <translation>G 放进全零张量中被取出的位置。</translation>
    </message>
    <message>
        <source>G is added into a tensor of zeros, at the places that were read.</source>
        <translation>G 累加到全零张量中被读取的位置。</translation>
    </message>
    <message>
        <source>Where something was written the first input gets 0; the source gets G from there.</source>
        <translation>被写入之处第一个输入得到 0；来源得到那里的 G。</translation>
    </message>
    <message>
        <source>The first input gets G; the source gets G from the places it was added to.</source>
        <translation>第一个输入得到 G；来源得到它被加到之处的 G。</translation>
    </message>
    <message>
        <source>Each branch gets G where it was chosen, and 0 elsewhere.</source>
        <translation>每个分支在被选中之处得到 G，其余为 0。</translation>
    </message>
    <message>
        <source>G is 0 where the value was replaced.</source>
        <translation>值被替换之处 G 为 0。</translation>
    </message>
    <message>
        <source>G passes through, converted back to the input&apos;s dtype and device.</source>
        <translation>G 通过，并转换回输入的 dtype 和设备。</translation>
    </message>
    <message>
        <source>What was overwritten gets 0; the source gets G.</source>
        <translation>被覆盖的得到 0；来源得到 G。</translation>
    </message>
    <message>
        <source>G passes outside of the part that was written in place; inside it goes through the op that wrote it.</source>
        <translation>原地写入的部分之外 G 直接通过；之内则经过写入它的算子。</translation>
    </message>
    <message>
        <source>G is added to what the leaf&apos;s .grad already holds.</source>
        <translation>G 累加到叶子的 .grad 已有的值上。</translation>
    </message>
    <message>
        <source>The input gets G through the transposed convolution, the weight the correlation of input and G.</source>
        <translation>输入得到 G 的转置卷积，权重得到输入与 G 的互相关。</translation>
    </message>
    <message>
        <source>Each element gets an equal share of G from every window it was in.</source>
        <translation>每个元素从它所在的每个窗口平均分得 G。</translation>
    </message>
    <message>
        <source>What shifts or stretches all elements alike has no effect, so that part of G is taken out.</source>
        <translation>把所有元素一起平移或伸缩不起作用，所以 G 中的这部分被去掉。</translation>
    </message>
    <message>
        <source>With fixed statistics the op only scales and shifts, and so does its gradient.</source>
        <translation>统计量固定时，算子只做缩放和平移，梯度只被缩放。</translation>
    </message>
    <message>
        <source>The same elements are dropped from G, the others are scaled up as in the forward pass.</source>
        <translation>G 中丢弃同样的元素，其余与前向一样放大。</translation>
    </message>
    <message>
        <source>At the kink torch takes 0.</source>
        <translation>在折点处 torch 取 0。</translation>
    </message>
    <message>
        <source>At the kink torch takes the slope of the left side.</source>
        <translation>在折点处 torch 取左侧的斜率。</translation>
    </message>
    <message>
        <source>Exactly at a limit torch lets G through.</source>
        <translation>恰好在界限上时，torch 让 G 通过。</translation>
    </message>
    <message>
        <source>Exactly at a limit torch takes 0.</source>
        <translation>恰好在界限上时，torch 取 0。</translation>
    </message>
    <message>
        <source>Elements that tie share G equally.</source>
        <translation>并列的元素平分 G。</translation>
    </message>
    <message>
        <source>Of elements that tie only the one that was chosen gets G.</source>
        <translation>并列的元素中只有被选中的得到 G。</translation>
    </message>
    <message>
        <source>Infinite or NaN where the denominator is 0.</source>
        <translation>分母为 0 处是无穷大或 NaN。</translation>
    </message>
    <message>
        <source>Infinite at 0.</source>
        <translation>在 0 处为无穷大。</translation>
    </message>
    <message>
        <source>Undefined at 0; torch takes 0.</source>
        <translation>在 0 处没有定义；torch 取 0。</translation>
    </message>
    <message>
        <source>Infinite at −1 and 1.</source>
        <translation>在 −1 和 1 处为无穷大。</translation>
    </message>
    <message>
        <source>NaN for negative input, infinite at 0.</source>
        <translation>输入为负时是 NaN，在 0 处为无穷大。</translation>
    </message>
    <message>
        <source>The exponent&apos;s gradient is NaN where the base is negative.</source>
        <translation>底数为负之处，指数的梯度是 NaN。</translation>
    </message>
    <message>
        <source>Nearly 0 far from 0: the function saturates and the gradient vanishes.</source>
        <translation>远离 0 时几乎为 0：函数饱和，梯度消失。</translation>
    </message>
    <message>
        <source>At 0 and below nothing gets through; torch takes 0 at the kink.</source>
        <translation>在 0 及以下没有梯度通过；在折点处 torch 取 0。</translation>
    </message>
    <message>
        <source>0 everywhere, also where the function jumps.</source>
        <translation>处处为 0，函数跳变之处也是。</translation>
    </message>
    <message>
        <source>Beyond a threshold torch computes it as linear, with slope 1.</source>
        <translation>超过阈值后，torch 按斜率为 1 的直线计算。</translation>
    </message>
    <message>
        <source>Where a factor is 0 torch multiplies the others instead of dividing.</source>
        <translation>某个因子为 0 时，torch 改为把其余因子相乘，而不用除法。</translation>
    </message>
    <message>
        <source>NaN for a single element with the default correction.</source>
        <translation>默认校正下，只有一个元素时是 NaN。</translation>
    </message>
    <message>
        <source>Infinite or NaN where all elements are equal.</source>
        <translation>所有元素相等时是无穷大或 NaN。</translation>
    </message>
    <message>
        <source>torch keeps the denominator above 1e-12.</source>
        <translation>torch 让分母不小于 1e-12。</translation>
    </message>
    <message>
        <source>Targets with the ignored index get 0 and are not counted.</source>
        <translation>目标为忽略索引的得到 0，也不计数。</translation>
    </message>
    <message>
        <source>A place that was read several times gets the sum.</source>
        <translation>被读取多次的位置得到总和。</translation>
    </message>
    <message>
        <source>Undefined where several sources are written to one place.</source>
        <translation>多个来源写入同一位置时没有定义。</translation>
    </message>
    <message>
        <source>Undefined for a singular matrix.</source>
        <translation>对奇异矩阵没有定义。</translation>
    </message>
    <message>
        <source>A narrower dtype may have rounded the value, which G cannot know.</source>
        <translation>较窄的 dtype 可能舍入了值，G 无从知道。</translation>
    </message>
    <message>
        <source>Windows may overlap: then the gradients add up.</source>
        <translation>窗口可以重叠：这时梯度相加。</translation>
    </message>
    <message>
        <source>Not checked: a value of this node was not recorded whole.</source>
        <translation>未检验：此节点的某个值没有完整记录。</translation>
    </message>
    <message>
        <source>Not checked: gradviz has no formula for this op, so it cannot run it again.</source>
        <translation>未检验：gradviz 没有此算子的公式，无法重新运行它。</translation>
    </message>
    <message>
        <source>Not checked: no gradient has arrived at this node.</source>
        <translation>未检验：还没有梯度到达此节点。</translation>
    </message>
    <message>
        <source>Not checked: the op could not be run again with the recorded values.</source>
        <translation>未检验：无法用记录的值重新运行此算子。</translation>
    </message>
    <message>
        <source>Not checked: complex values are not compared.</source>
        <translation>未检验：复数值不作比较。</translation>
    </message>
</context>
<context>
    <name>RunCommands</name>
    <message>
        <source>The memory budget of a run is {size} MB now.</source>
        <translation>一次运行的内存预算现在为 {size} MB。</translation>
    </message>
</context>
<context>
    <name>Search</name>
    <message>
        <source>Nothing in the graph is called “{query}”</source>
        <translation>图中没有名为“{query}”的内容</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>第 {number} 个，共 {count} 个</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>SeekBar</name>
    <message>
        <source>iteration {index}: at {at}</source>
        <translation>迭代 {index}：已到 {at}</translation>
    </message>
    <message>
        <source>Recomputing</source>
        <translation>重新计算</translation>
    </message>
    <message>
        <source>The program runs again up to this iteration</source>
        <translation>程序重新运行到这次迭代</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel recomputing</source>
        <translation>取消重新计算</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>“{path}” is a folder; give the file a name.</source>
        <translation>“{path}”是一个文件夹；请给文件取个名称。</translation>
    </message>
    <message>
        <source>“{text}” is none of {names}.</source>
        <translation>“{text}”不在 {names} 之中。</translation>
    </message>
    <message>
        <source>This iteration has no backward pass number {number}: it has {total}.</source>
        <translation>此迭代没有第 {number} 次反向传播：共有 {total} 次。</translation>
    </message>
    <message>
        <source>{path} cannot be written: {why}.</source>
        <translation>{path} 无法写入：{why}。</translation>
    </message>
    <message>
        <source>There is no file {path}.</source>
        <translation>没有文件 {path}。</translation>
    </message>
    <message>
        <source>{name} was written by a newer gradviz; update gradviz to open it.</source>
        <translation>{name} 由更新版本的 gradviz 写成；请更新 gradviz 再打开。</translation>
    </message>
    <message>
        <source>{name} is not a gradviz session, or it is damaged; open another file.</source>
        <translation>{name} 不是 gradviz 会话，或者已损坏；请打开其他文件。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {why}.</source>
        <translation>{path} 无法读取：{why}。</translation>
    </message>
    <message>
        <source>{name} does not fit into memory.</source>
        <translation>内存放不下 {name}。</translation>
    </message>
    <message>
        <source>{name} is damaged or no gradviz session: {why}.</source>
        <translation>{name} 已损坏或不是 gradviz 会话：{why}。</translation>
    </message>
    <message>
        <source>There is no device “{name}” here; this machine offers {devices}.</source>
        <translation>这里没有设备“{name}”；这台机器提供 {devices}。</translation>
    </message>
    <message>
        <source>A seed is a whole number from 0 to {most}, not {seed}.</source>
        <translation>随机种子是 0 到 {most} 的整数，而不是 {seed}。</translation>
    </message>
    <message>
        <source>It was changed since, so its elements at that moment are gone.</source>
        <translation>它此后被改变过，所以当时的元素已经没有了。</translation>
    </message>
    <message>
        <source>The program can write to its memory unseen (.data, numpy): it may no longer hold what was recorded.</source>
        <translation>程序可以不被察觉地写入它的内存（.data、numpy）：其中可能已不是记录时的内容。</translation>
    </message>
    <message>
        <source>It was let go to stay within the memory budget.</source>
        <translation>为了不超出内存预算，它没有保留。</translation>
    </message>
    <message>
        <source>It is not held: its elements are gone.</source>
        <translation>它没有保留：其元素已经没有了。</translation>
    </message>
    <message>
        <source>torch does not hand out its elements ({why}).</source>
        <translation>torch 不给出它的元素（{why}）。</translation>
    </message>
    <message>
        <source>torch&apos;s random numbers</source>
        <translation>torch 的随机数</translation>
    </message>
    <message>
        <source>numpy&apos;s random numbers</source>
        <translation>numpy 的随机数</translation>
    </message>
    <message>
        <source>Python&apos;s random numbers</source>
        <translation>Python 的随机数</translation>
    </message>
    <message>
        <source>an expression is nested too deeply</source>
        <translation>表达式嵌套太深</translation>
    </message>
    <message>
        <source>the program ended itself with {code}</source>
        <translation>程序自行结束，返回 {code}</translation>
    </message>
    <message>
        <source>no key {key}</source>
        <translation>没有键 {key}</translation>
    </message>
    <message>
        <source>this backward pass was ended by hand before {name}; gradients and random numbers are as before it</source>
        <translation>这次反向传播在 {name} 之前被手动结束；梯度和随机数与之前相同</translation>
    </message>
    <message>
        <source>A limit is a number from 0 on, such as 1e3, not “{text}”.</source>
        <translation>界限应为不小于 0 的数，例如 1e3，而不是“{text}”。</translation>
    </message>
    <message>
        <source>“{text}” is no number; write one such as 0.5, -2 or 1e3.</source>
        <translation>“{text}”不是数；请写成 0.5、-2 或 1e3 这样的数。</translation>
    </message>
    <message>
        <source>“{text}” is no index; write whole numbers such as 0, 2.</source>
        <translation>“{text}”不是下标；请写整数，例如 0, 2。</translation>
    </message>
    <message>
        <source>The index needs {count} numbers, one for each axis of the gradient.</source>
        <translation>下标需要 {count} 个数，梯度的每个轴一个。</translation>
    </message>
    <message>
        <source>There is no element {index} in a gradient of shape {shape}.</source>
        <translation>形状为 {shape} 的梯度中没有元素 {index}。</translation>
    </message>
    <message>
        <source>“{text}” is no list of numbers; write them as in [1, 0.5, -2].</source>
        <translation>“{text}”不是一组数；请写成 [1, 0.5, -2] 的形式。</translation>
    </message>
    <message>
        <source>The gradient has {count} elements, and {given} were given.</source>
        <translation>梯度有 {count} 个元素，给出了 {given} 个。</translation>
    </message>
    <message>
        <source>No gradient arrives there, so there is nothing to change.</source>
        <translation>那里没有梯度到达，所以没有可修改的。</translation>
    </message>
    <message>
        <source>A sparse gradient cannot be changed here.</source>
        <translation>稀疏梯度不能在这里修改。</translation>
    </message>
    <message>
        <source>The gradient could not be changed: {why}.</source>
        <translation>梯度无法修改：{why}。</translation>
    </message>
    <message>
        <source>The program has no learning rate that can be changed: no optimizer of torch.optim, and no variable such as learning_rate that its loop reads.</source>
        <translation>程序没有可以修改的学习率：既没有 torch.optim 的优化器，循环也没有读取 learning_rate 这样的变量。</translation>
    </message>
    <message>
        <source>{name} has more than {size} MB; take a part of it.</source>
        <translation>{name} 超过 {size} MB；请取其中一部分。</translation>
    </message>
    <message>
        <source>{name} is no array of numbers that numpy.save has written.</source>
        <translation>{name} 不是 numpy.save 写出的数字数组。</translation>
    </message>
    <message>
        <source>{name} holds complex numbers; a net needs real ones.</source>
        <translation>{name} 中是复数；网络需要实数。</translation>
    </message>
    <message>
        <source>{name} has {count} axes; rows and columns are needed.</source>
        <translation>{name} 有 {count} 个轴；需要行和列。</translation>
    </message>
    <message>
        <source>{name} is no text; save the table as CSV, in UTF-8.</source>
        <translation>{name} 不是文本；请把表格存为 UTF-8 的 CSV。</translation>
    </message>
    <message>
        <source>{name} is empty.</source>
        <translation>{name} 是空的。</translation>
    </message>
    <message>
        <source>{name} begins with a byte order mark; save it without one, or with names of columns.</source>
        <translation>{name} 以字节顺序标记开头；请去掉它，或加上列名。</translation>
    </message>
    <message>
        <source>{name} has names of columns, but no row of numbers.</source>
        <translation>{name} 有列名，但没有一行数字。</translation>
    </message>
    <message>
        <source>{name}, line {line}: {count} columns, where line 1 has {width}.</source>
        <translation>{name} 第 {line} 行：有 {count} 列，而第 1 行有 {width} 列。</translation>
    </message>
    <message>
        <source>{name}, line {line}, column {column}: “{cell}” is no number.</source>
        <translation>{name} 第 {line} 行第 {column} 列：“{cell}”不是数字。</translation>
    </message>
    <message>
        <source>{name} has {rows} rows and {columns} columns; at least 1 row and 2 columns are needed.</source>
        <translation>{name} 有 {rows} 行 {columns} 列；至少需要 1 行 2 列。</translation>
    </message>
    <message>
        <source>input() has nobody to ask here: write the value into the program</source>
        <translation>input() 在这里无人应答：请把值直接写进程序</translation>
    </message>
    <message>
        <source>The picture does not fit into memory; choose a smaller scale.</source>
        <translation>图片放不进内存，请选择较小的缩放。</translation>
    </message>
    <message>
        <source>Video needs ffmpeg, and there is none here: install it, or “pip install imageio-ffmpeg”; or choose GIF.</source>
        <translation>视频需要 ffmpeg，但这里没有：请安装它，或运行 “pip install imageio-ffmpeg”，或者选择 GIF。</translation>
    </message>
    <message>
        <source>ffmpeg could not write the film: {why}.</source>
        <translation>ffmpeg 无法写出视频：{why}。</translation>
    </message>
    <message>
        <source>“{text}” is not a number, such as 0.01.</source>
        <translation>“{text}”不是数字，例如 0.01。</translation>
    </message>
    <message>
        <source>“{text}” is not a class of torch.optim, such as Adam.</source>
        <translation>“{text}”不是 torch.optim 的类，例如 Adam。</translation>
    </message>
    <message>
        <source>The program ended before iteration {index} this time.</source>
        <translation>这一次程序在迭代 {index} 之前就结束了。</translation>
    </message>
    <message>
        <source>{name} is not computed with in this iteration by an op that can be seen.</source>
        <translation>在这次迭代中，没有能看见的算子用到 {name}。</translation>
    </message>
    <message>
        <source>{name} is not found when the program runs again: the op in line {line} that it was computed with gets other numbers.</source>
        <translation>程序再次运行时找不到 {name}：第 {line} 行使用它的算子得到了不同的数值。</translation>
    </message>
    <message>
        <source>{name} is not found when the program runs again: no op that can be seen computes with its numbers.</source>
        <translation>程序再次运行时找不到 {name}：没有可见的算子使用它的数值。</translation>
    </message>
    <message>
        <source>{name} has no such element.</source>
        <translation>{name} 没有这个元素。</translation>
    </message>
    <message>
        <source>{name} got no gradient in this iteration, so nothing was promised.</source>
        <translation>{name} 在这次迭代中没有得到梯度，因此没有预言。</translation>
    </message>
    <message>
        <source>No parameter with a gradient was seen in this iteration, so there is no direction to go.</source>
        <translation>在这次迭代中没有看见带梯度的参数，因此没有方向可走。</translation>
    </message>
    <message>
        <source>At least three iterations are needed to find the plane that the parameters moved in.</source>
        <translation>至少需要三次迭代，才能找到参数移动所在的平面。</translation>
    </message>
    <message>
        <source>The parameters were not updated in this iteration, so there is no step to look along.</source>
        <translation>参数在这次迭代中没有更新，因此没有一步可以沿着看。</translation>
    </message>
    <message>
        <source>The gradient is zero: there is no direction to go.</source>
        <translation>梯度为零：没有方向可走。</translation>
    </message>
    <message>
        <source>The gradient or the parameters are not finite, so that there is no direction to go.</source>
        <translation>梯度或参数不是有限的数，因此没有方向可走。</translation>
    </message>
    <message>
        <source>Its ops, run again, give another loss than the program did.</source>
        <translation>重新运行它的算子，得到的损失与程序的不同。</translation>
    </message>
    <message>
        <source>The program decides by values: with changed parameters it computes something else.</source>
        <translation>程序按数值作决定：参数改变后，它计算的是别的东西。</translation>
    </message>
    <message>
        <source>The program reads values on the way, and may decide by them.</source>
        <translation>程序中途读取了数值，可能据此作决定。</translation>
    </message>
    <message>
        <source>With changed parameters the program goes another way, on which it does not use all of them as before.</source>
        <translation>参数改变后，程序走了另一条路径，没有像原来那样用到全部参数。</translation>
    </message>
    <message>
        <source>A part of its forward pass cannot be seen (compiled code, or a value of another iteration).</source>
        <translation>它的前向有一部分看不见（编译过的代码，或另一次迭代的值）。</translation>
    </message>
    <message>
        <source>It writes computed values into tensors in a way that cannot be followed.</source>
        <translation>它把算出的值写进张量，其方式无法跟踪。</translation>
    </message>
    <message>
        <source>It has too many ops to be kept.</source>
        <translation>它的算子太多，无法保存。</translation>
    </message>
    <message>
        <source>Its backward pass does not begin at one number.</source>
        <translation>它的反向不是从一个数开始的。</translation>
    </message>
    <message>
        <source>{name} has more than {most} bytes: that is too large to read.</source>
        <translation>{name} 超过 {most} 字节：太大，无法读取。</translation>
    </message>
    <message>
        <source>{name} is damaged: {why}.</source>
        <translation>{name} 已损坏：{why}。</translation>
    </message>
    <message>
        <source>{name} is damaged at byte {place}: a checksum is wrong.</source>
        <translation>{name} 在第 {place} 字节处损坏：校验和不对。</translation>
    </message>
    <message>
        <source>{name} is no TensorBoard event file.</source>
        <translation>{name} 不是 TensorBoard 事件文件。</translation>
    </message>
    <message>
        <source>{name} holds no scalars.</source>
        <translation>{name} 中没有标量。</translation>
    </message>
    <message>
        <source>A quotation mark or a backslash in the arguments has nothing behind it; write &apos;two words&apos; for one argument.</source>
        <translation>命令行参数中的引号或反斜杠没有结尾；含空格的参数请加引号。</translation>
    </message>
</context>
<context>
    <name>Shell</name>
    <message>
        <source>Here is the text that was not saved last time.</source>
        <translation>这是上次没有保存的文字。</translation>
    </message>
    <message>
        <source>Something went wrong in gradviz itself ({kind}: {error}). Your text is kept; the details are on stderr.</source>
        <translation>gradviz 自身出了问题（{kind}: {error}）。您的文字都在；详情见 stderr。</translation>
    </message>
</context>
<context>
    <name>SideChart</name>
    <message>
        <source>usual: {0}</source>
        <translation>通常：{0}</translation>
    </message>
    <message>
        <source>What is shown beside the loss</source>
        <translation>损失旁边显示什么</translation>
    </message>
    <message>
        <source>Parameter</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Distribution over time</source>
        <translation>随迭代的分布</translation>
    </message>
    <message>
        <source>Parameters whose curve is drawn</source>
        <translation>画出曲线的参数</translation>
    </message>
    <message>
        <source>A click or Space hides the curve or shows it; a double click or Enter shows it alone, Ctrl+A all</source>
        <translation>单击或空格键隐藏或显示曲线；双击或回车键只显示它，Ctrl+A 全部显示</translation>
    </message>
</context>
<context>
    <name>SideWorker</name>
    <message>
        <source>it did not answer to Stop</source>
        <translation>它没有响应停止</translation>
    </message>
</context>
<context>
    <name>Sketch</name>
    <message>
        <source>{shapes}: {count} numbers to learn</source>
        <translation>{shapes}：要学习 {count} 个数</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>The graph of this iteration could not be drawn: {why}.</source>
        <translation>无法画出这次迭代的计算图：{why}。</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>{stop} stops it</source>
        <translation>按 {stop} 停止</translation>
    </message>
    <message>
        <source>{run} runs the program · {right} and {left} step · {help} shows every key</source>
        <translation>{run} 运行程序 · {right} 和 {left} 单步 · {help} 显示全部快捷键</translation>
    </message>
    <message>
        <source>PyTorch is starting. The program runs as soon as it is ready.</source>
        <translation>PyTorch 正在启动，就绪后立即运行程序。</translation>
    </message>
    <message>
        <source>The program is running. Its graph appears here with the first iteration.</source>
        <translation>程序正在运行。第一次迭代完成后，计算图会显示在这里。</translation>
    </message>
    <message>
        <source>The graph that autograd records appears here. Then step through it, forward and backward.</source>
        <translation>自动求导记录的计算图会显示在这里，然后可以单步查看前向和反向。</translation>
    </message>
    <message>
        <source>The program ended before there was anything to draw. The message beside it says why.</source>
        <translation>程序在有内容可画之前就结束了，原因见程序旁的消息。</translation>
    </message>
    <message>
        <source>The program was stopped before there was anything to draw.</source>
        <translation>程序在有内容可画之前被停止了。</translation>
    </message>
    <message>
        <source>The program ran, but no op on a tensor was recorded, so there is nothing to draw. What it printed is in the console.</source>
        <translation>程序运行了，但没有记录到张量上的算子，所以没有内容可画。它打印的内容在控制台中。</translation>
    </message>
</context>
<context>
    <name>Statistics</name>
    <message>
        <source>min</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>norm</source>
        <translation>范数</translation>
    </message>
    <message>
        <source>NaN</source>
        <translation>NaN</translation>
    </message>
    <message>
        <source>Inf</source>
        <translation>Inf</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>PyTorch is not running</source>
        <translation>PyTorch 未运行</translation>
    </message>
    <message>
        <source>starting PyTorch… the program runs as soon as it is ready</source>
        <translation>正在启动 PyTorch… 就绪后立即运行程序</translation>
    </message>
    <message>
        <source>starting PyTorch…</source>
        <translation>正在启动 PyTorch…</translation>
    </message>
    <message>
        <source>edited since this run</source>
        <translation>运行后已修改</translation>
    </message>
    <message>
        <source>memory {used} of {budget} MB</source>
        <translation>内存 {used} / {budget} MB</translation>
    </message>
    <message>
        <source>recomputing iteration {index}: at {at}</source>
        <translation>正在重新计算迭代 {index}：已到 {at}</translation>
    </message>
    <message>
        <source>pausing after the next iteration…</source>
        <translation>下一次迭代后暂停…</translation>
    </message>
    <message>
        <source>waiting before the first iteration</source>
        <translation>在第一次迭代之前等待</translation>
    </message>
    <message>
        <source>paused after iteration {index}</source>
        <translation>已在迭代 {index} 后暂停</translation>
    </message>
    <message>
        <source>the engine waits in iteration {index}</source>
        <translation>引擎在第 {index} 次迭代中等待</translation>
    </message>
    <message>
        <source>running, iteration {index}</source>
        <translation>正在运行，迭代 {index}</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>stopped after iteration {index}</source>
        <translation>已在迭代 {index} 后停止</translation>
    </message>
    <message>
        <source>{count} iterations in {seconds} s</source>
        <translation>{count} 次迭代，{seconds} 秒</translation>
    </message>
    <message>
        <source>running</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>ended by an error</source>
        <translation>因错误结束</translation>
    </message>
    <message>
        <source>ran in {seconds} s</source>
        <translation>运行了 {seconds} 秒</translation>
    </message>
</context>
<context>
    <name>TensorMaps</name>
    <message>
        <source>Nothing to compare here.</source>
        <translation>这里没有可对比的。</translation>
    </message>
    <message>
        <source>sums of blocks</source>
        <translation>分块之和</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差</translation>
    </message>
    <message>
        <source>Difference: none, bit for bit</source>
        <translation>差：逐位相同</translation>
    </message>
    <message>
        <source>Difference: {amount} at {place}</source>
        <translation>差：{place} 处 {amount}</translation>
    </message>
</context>
<context>
    <name>TensorTable</name>
    <message>
        <source>equal</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>{name}, rows and columns exchanged</source>
        <translation>{name}，行列互换</translation>
    </message>
    <message>
        <source>largest difference at {place}</source>
        <translation>最大差别在 {place}</translation>
    </message>
    <message>
        <source>Norms of the tensors, and how far they are from the first run</source>
        <translation>张量的范数，以及与第一个运行的差别</translation>
    </message>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
</context>
<context>
    <name>TensorView</name>
    <message>
        <source>Statistics of {0}</source>
        <translation>{0}的统计</translation>
    </message>
    <message>
        <source>Numbers of {0}</source>
        <translation>{0}的数值</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Show the numbers instead of the colours</source>
        <translation>显示数值而不是颜色</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Colour by the logarithm of the magnitude, so that small values show</source>
        <translation>按绝对值的对数着色，让小的值也看得见</translation>
    </message>
</context>
<context>
    <name>TimelinePanel</name>
    <message>
        <source>start: nothing has run yet</source>
        <translation>起点：什么都还没运行</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <source>{0}: {1}, line {2}</source>
        <translation>{0}：{1}，第 {2} 行</translation>
    </message>
    <message>
        <source>hooks: {0}</source>
        <translation>钩子：{0}</translation>
    </message>
    <message>
        <source>{0}, after backward {1}</source>
        <translation>{0}，第 {1} 次反向之后</translation>
    </message>
    <message>
        <source>{0}, its gradient edited by you</source>
        <translation>{0}，梯度已由你修改</translation>
    </message>
    <message>
        <source>{0} by {1}</source>
        <translation>{0}（{1}）</translation>
    </message>
    <message>
        <source>forward</source>
        <translation>前向</translation>
    </message>
    <message>
        <source>backward</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Run the program: its forward, backward and update events will appear here.</source>
        <translation>运行程序：它的前向、反向和更新事件会显示在这里。</translation>
    </message>
    <message>
        <source>This iteration has no events: no op ran on a tensor.</source>
        <translation>这次迭代没有事件：没有算子作用于张量。</translation>
    </message>
    <message>
        <source>position {0} of {1}</source>
        <translation>位置 {0}，共 {1}</translation>
    </message>
    <message>
        <source>{0} / {1}</source>
        <translation>{0} / {1}</translation>
    </message>
    <message>
        <source>recorded: {0} of {1}</source>
        <translation>已记录：{0}，共 {1} 次</translation>
    </message>
    <message>
        <source>{0} ({1})</source>
        <translation>{0}（{1}）</translation>
    </message>
    <message>
        <source>iteration {0} · {1}</source>
        <translation>迭代 {0} · {1}</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Iterations</source>
        <translation>迭代</translation>
    </message>
    <message>
        <source>start: the forward pass has run, the backward pass not yet</source>
        <translation>起点：前向已经运行，反向还没有运行</translation>
    </message>
    <message>
        <source>Any other iteration is computed again when it is asked for: click its place in the line.</source>
        <translation>其他迭代会在需要时重新计算：在线上单击它的位置。</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>{speed}/s</source>
        <translation>{speed}/秒</translation>
    </message>
    <message>
        <source>Toolbar</source>
        <translation>工具栏</translation>
    </message>
    <message>
        <source>op, variable, line…</source>
        <translation>算子、变量、行号…</translation>
    </message>
    <message>
        <source>Search the graph</source>
        <translation>在图中搜索</translation>
    </message>
    <message>
        <source>Events per second while playing ([ and ])</source>
        <translation>播放时每秒的事件数（[ 和 ]）</translation>
    </message>
    <message>
        <source>Where the next run computes</source>
        <translation>下一次运行在哪里计算</translation>
    </message>
    <message>
        <source>Open a recorded iteration (PgUp, PgDown)</source>
        <translation>打开已记录的迭代 (PgUp, PgDown)</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>device {name}</source>
        <translation>设备 {name}</translation>
    </message>
    <message>
        <source>iteration –</source>
        <translation>迭代 –</translation>
    </message>
    <message>
        <source>iteration {index} / {last}</source>
        <translation>迭代 {index} / {last}</translation>
    </message>
    <message>
        <source>1 event in {seconds} seconds</source>
        <translation>每 {seconds} 秒 1 个事件</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) per second</source>
        <translation>
            <numerusform>每秒 %n 个事件</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} of {total} are recorded</source>
        <translation>共 {total} 次，已记录 {count} 次</translation>
    </message>
    <message>
        <source>{count} of {total} are recorded; {listed} of them are listed here</source>
        <translation>共 {total} 次，已记录 {count} 次；这里列出其中 {listed} 次</translation>
    </message>
    <message>
        <source>iteration {index}</source>
        <translation>迭代 {index}</translation>
    </message>
    <message>
        <source>Find in the graph (/); Enter goes to the next, Shift+Enter to the one before.
Words find ops, variables, modules, shapes and types; more exactly:
{examples}</source>
        <translation>在计算图中查找 (/)；Enter 转到下一个，Shift+Enter 转到上一个。
可输入算子、变量、模块、形状和类型；更精确的写法：
{examples}</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>The run does not wait: pause it first (F6), or start over (Ctrl+Shift+F5).</source>
        <translation>运行没有在等待：请先暂停（F6），或重新开始（Ctrl+Shift+F5）。</translation>
    </message>
    <message>
        <source>A learning rate is a number from 0 on, such as 1e-4, not “{text}”.</source>
        <translation>学习率是从 0 起的数，例如 1e-4，而不是“{text}”。</translation>
    </message>
    <message>
        <source>The learning rate can be changed while a program runs or waits.</source>
        <translation>程序运行或等待时可以修改学习率。</translation>
    </message>
    <message>
        <source>learning rate {before} → {after} at iteration {index} (you)</source>
        <translation>学习率 {before} → {after}，在迭代 {index}（您修改的）</translation>
    </message>
    <message>
        <source>{schedules} goes on from there, in proportion</source>
        <translation>{schedules} 由此按比例继续</translation>
    </message>
    <message>
        <source>{schedules} sets the rate at its next step, perhaps as if it had not been changed</source>
        <translation>{schedules} 会在下一步设置学习率，可能与未更改时一样</translation>
    </message>
</context>
<context>
    <name>TrainingBar</name>
    <message>
        <source>Waiting before the first iteration: F6 lets it go on.</source>
        <translation>在第一次迭代之前等待：按 F6 继续。</translation>
    </message>
    <message>
        <source>iteration {index}</source>
        <translation>迭代 {index}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{speed} iterations/s</source>
        <translation>{speed} 次迭代/秒</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>{rate} from the next update on</source>
        <translation>从下一次更新起为 {rate}</translation>
    </message>
    <message>
        <source>none is known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>set anew by the program</source>
        <translation>已被程序重新设置</translation>
    </message>
    <message>
        <source>{schedules} may set it anew</source>
        <translation>{schedules} 可能会重新设置它</translation>
    </message>
    <message>
        <source>{schedules} goes on from yours</source>
        <translation>{schedules} 由您的值继续</translation>
    </message>
    <message>
        <source>the first of several</source>
        <translation>多个中的第一个</translation>
    </message>
    <message>
        <source>A learning rate is known of optimizers of torch.optim, and of variables such as learning_rate.</source>
        <translation>学习率来自 torch.optim 的优化器，或 learning_rate 这样的变量。</translation>
    </message>
    <message>
        <source>The parameters have several learning rates; a change multiplies all of them.</source>
        <translation>参数有多个学习率；修改会按比例改变全部。</translation>
    </message>
    <message>
        <source>The program&apos;s variable {name}. Type another value, then Enter.</source>
        <translation>程序的变量 {name}。输入另一个值，然后按 Enter。</translation>
    </message>
    <message>
        <source>The optimizer&apos;s learning rate. Type another value, then Enter. Schedules of torch.optim go on from there, in proportion.</source>
        <translation>优化器的学习率。输入另一个值，然后按 Enter。torch.optim 的调度由此按比例继续。</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Progress of the training</source>
        <translation>训练的进度</translation>
    </message>
    <message>
        <source>Learning rate:</source>
        <translation>学习率：</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
</context>
<context>
    <name>TrainingCommands</name>
    <message>
        <source>The learning rate can be changed while a program runs or waits.</source>
        <translation>程序运行或等待时可以修改学习率。</translation>
    </message>
</context>
<context>
    <name>UpdatePanel</name>
    <message>
        <source>(without a name)</source>
        <translation>（没有名字）</translation>
    </message>
    <message>
        <source>No parameter has been updated yet at this position.</source>
        <translation>在这个位置还没有参数更新过。</translation>
    </message>
    <message>
        <source>When a program updates its parameters, each update can be looked at here in full.</source>
        <translation>程序更新参数时，每次更新都可以在这里详细查看。</translation>
    </message>
    <message>
        <source>before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>after</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Updated parameter</source>
        <translation>更新的参数</translation>
    </message>
    <message>
        <source>The parameters that are updated in this iteration</source>
        <translation>这次迭代中更新的参数</translation>
    </message>
    <message>
        <source>Go to the end of the iteration</source>
        <translation>转到这次迭代的末尾</translation>
    </message>
    <message>
        <source>something that could not be seen</source>
        <translation>看不见的东西</translation>
    </message>
    <message>
        <source>by {name}</source>
        <translation>由 {name}</translation>
    </message>
    <message>
        <source>line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>step {number}</source>
        <translation>第 {number} 步</translation>
    </message>
    <message>
        <source>The formula gives what PyTorch computed, up to rounding, in all {count} recorded elements (largest difference {largest}).</source>
        <translation>在全部 {count} 个记录的元素上，公式给出的与 PyTorch 算出的相同，只差舍入（最大差 {largest}）。</translation>
    </message>
    <message>
        <source>The formula gives something else than PyTorch in {others} of {count} recorded elements (largest difference {largest}).</source>
        <translation>在 {count} 个记录的元素中，公式有 {others} 个与 PyTorch 不同（最大差 {largest}）。</translation>
    </message>
    <message>
        <source>There was no gradient then, so that the change cannot be compared with it.</source>
        <translation>当时没有梯度，因此无法把变化与它比较。</translation>
    </message>
    <message>
        <source>No plain gradient step: divided by the gradient, the change is between {least} and {most}.</source>
        <translation>不是普通的梯度步：变化除以梯度，在 {least} 与 {most} 之间。</translation>
    </message>
    <message>
        <source>LBFGS has no formula for one element alone: its direction d is worked out from the gradients of all parameters together, of this step and of those that it remembers.</source>
        <translation>LBFGS 没有针对单个元素的公式：它的方向 d 由所有参数的梯度共同求出，包括这一步以及它所记住的各步。</translation>
    </message>
    <message>
        <source>This was a step on its way, after which it asked for the loss again; d and t are known of its last one.</source>
        <translation>这是途中的一步，之后它又计算了损失；d 和 t 只对最后一步已知。</translation>
    </message>
    <message>
        <source>✓ The update is t · d in all {count} recorded elements, with t = {length}; steps remembered: {pairs}.</source>
        <translation>✓ 在全部 {count} 个已记录的元素中，更新都是 t · d，其中 t = {length}；记住的步数：{pairs}。</translation>
    </message>
    <message>
        <source>Its last step, t · d with t = {length} (steps remembered: {pairs}), led to where the loss was asked for last; nothing has moved since.</source>
        <translation>最后一步 t · d（t = {length}，记住的步数：{pairs}）到达最后一次计算损失之处；此后没有任何移动。</translation>
    </message>
    <message>
        <source>Its last step was t · d with t = {length} (steps remembered: {pairs}). This update begins where the loss was asked for last, on trial: {agreeing} of {count} recorded elements moved by t · d.</source>
        <translation>最后一步是 t · d，其中 t = {length}（记住的步数：{pairs}）。此更新从最后一次试探性计算损失处开始：{count} 个已记录的元素中有 {agreeing} 个移动了 t · d。</translation>
    </message>
    <message>
        <source>‖update‖ ÷ ‖parameter‖ = {ratio}</source>
        <translation>‖更新‖ ÷ ‖参数‖ = {ratio}</translation>
    </message>
    <message>
        <source>{some} of {all} elements went against their gradient</source>
        <translation>{all} 个元素中有 {some} 个逆着梯度走</translation>
    </message>
    <message>
        <source>{some} of {all} moved by more than their own size</source>
        <translation>{all} 个中有 {some} 个移动超过自身大小</translation>
    </message>
    <message>
        <source>{some} of {all} have a gradient and did not move: their step is lost in rounding</source>
        <translation>{all} 个中有 {some} 个有梯度却没有移动：这一步在舍入中丢失了</translation>
    </message>
    <message>
        <source>counted in the {seen} elements of the thumbnail; the parameter has {total}</source>
        <translation>只数了缩略图的 {seen} 个元素；参数共有 {total} 个</translation>
    </message>
    <message>
        <source>A plain gradient step: every recorded element went against its gradient, {rate} times as far.</source>
        <translation>普通的梯度步：每个记录的元素都逆着自己的梯度，走了它的 {rate} 倍。</translation>
    </message>
</context>
<context>
    <name>Updates</name>
    <message>
        <source>Every element goes against its gradient, the learning rate times as far.</source>
        <translation>每个元素逆着自己的梯度走，距离是学习率乘以梯度。</translation>
    </message>
    <message>
        <source>The buffer adds up gradients, older ones less and less: a steady direction gathers speed.</source>
        <translation>缓冲把梯度累加起来，越旧的占得越少：稳定的方向会越来越快。</translation>
    </message>
    <message>
        <source>As with momentum, but the step looks ahead: the gradient counts once more beside the buffer.</source>
        <translation>与动量相同，但这一步向前看：梯度在缓冲之外再算一次。</translation>
    </message>
    <message>
        <source>Every element has a step size of its own: the more gradient it has seen so far, the smaller.</source>
        <translation>每个元素有自己的步长：至今见过的梯度越多，步长越小。</translation>
    </message>
    <message>
        <source>The gradient is divided by its own recent magnitude: steps are about equally long in all elements.</source>
        <translation>梯度除以它自己近来的大小：所有元素的步子大致一样长。</translation>
    </message>
    <message>
        <source>The recent mean of the gradient, divided by its recent magnitude, the learning rate times as far.</source>
        <translation>梯度近来的平均值，除以它近来的大小，再乘以学习率。</translation>
    </message>
    <message>
        <source>As Adam; weight decay shrinks the parameter itself, apart from the gradient and its magnitude.</source>
        <translation>与 Adam 相同；权重衰减直接缩小参数本身，与梯度及其大小无关。</translation>
    </message>
    <message>
        <source>Weight decay adds a part of the parameter to its gradient.</source>
        <translation>权重衰减把参数的一部分加到它的梯度上。</translation>
    </message>
    <message>
        <source>Dampening lets only a part of the new gradient into the buffer.</source>
        <translation>阻尼只让新梯度的一部分进入缓冲。</translation>
    </message>
    <message>
        <source>This is the first step: the buffer begins as the gradient itself.</source>
        <translation>这是第一步：缓冲就从梯度本身开始。</translation>
    </message>
    <message>
        <source>The sum never shrinks, so that steps get smaller and smaller.</source>
        <translation>这个和从不变小，因此步子越来越小。</translation>
    </message>
    <message>
        <source>Weight decay is part of the gradient here, and is divided by its magnitude too; AdamW does otherwise.</source>
        <translation>这里权重衰减是梯度的一部分，也要除以它的大小；AdamW 则不同。</translation>
    </message>
    <message>
        <source>Both means begin at zero; dividing by 1 − βᵗ makes up for that, most in the first steps.</source>
        <translation>两个平均值都从零开始；除以 1 − βᵗ 是为此作补偿，在最初几步最明显。</translation>
    </message>
    <message>
        <source>As Adam, but the step looks ahead: the gradient counts once more beside its mean, as Nesterov has it.</source>
        <translation>与 Adam 相同，但这一步向前看：梯度在其均值之外再计一次，与 Nesterov 的做法一样。</translation>
    </message>
    <message>
        <source>As Adam, but the division by the recent magnitude is trusted only as far as there were gradients enough.</source>
        <translation>与 Adam 相同，但只有在梯度足够多时，才采信除以近期大小的做法。</translation>
    </message>
    <message>
        <source>So few gradients (ρ ≤ 5) say nothing of their magnitude: this step is not divided by it.</source>
        <translation>梯度太少（ρ ≤ 5），还不能说明其大小：这一步不除以它。</translation>
    </message>
    <message>
        <source>r is small at first and comes near 1: then the step is that of Adam.</source>
        <translation>r 起初很小，之后接近 1：那时这一步就与 Adam 的相同。</translation>
    </message>
    <message>
        <source>A gradient step whose rate falls, and beside it the mean of the parameter over the steps.</source>
        <translation>学习率逐渐减小的梯度步，另外保存参数在各步上的均值。</translation>
    </message>
    <message>
        <source>The learning rate of the group counts from the next step on; the mean is kept apart, as “ax”.</source>
        <translation>参数组的学习率从下一步起生效；均值另存为“ax”。</translation>
    </message>
    <message>
        <source>Only the sign of the gradient counts: every element has a step size of its own, which grows while it stays.</source>
        <translation>只有梯度的符号起作用：每个元素有自己的步长，符号不变时步长增大。</translation>
    </message>
    <message>
        <source>Where the sign has turned round, the step size shrinks and the element stays where it is for once.</source>
        <translation>符号改变之处，步长减小，该元素这一次保持不变。</translation>
    </message>
    <message>
        <source>The gradient is divided by its recent magnitude, and is given that of the recent steps instead.</source>
        <translation>梯度除以它近来的大小，再换上近来步子的大小。</translation>
    </message>
    <message>
        <source>The recent mean of the gradient, divided by the largest recent one, the learning rate times as far.</source>
        <translation>梯度近来的平均值，除以近来最大的梯度，再乘以学习率。</translation>
    </message>
</context>
<context>
    <name>ValueViews</name>
    <message>
        <source>Not checked: PyTorch is not ready.</source>
        <translation>未检验：PyTorch 尚未就绪。</translation>
    </message>
    <message>
        <source>Iteration {wanted} was not recorded; {nearest} is the nearest one.</source>
        <translation>第 {wanted} 次迭代没有记录；最近的是第 {nearest} 次。</translation>
    </message>
</context>
<context>
    <name>VaryRow</name>
    <message>
        <source>Dtype</source>
        <translation>数据类型</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>The chosen run, but with:</source>
        <translation>所选的运行，但改成：</translation>
    </message>
    <message>
        <source>Add variant</source>
        <translation>加入变体</translation>
    </message>
    <message>
        <source>What to replace</source>
        <translation>要替换什么</translation>
    </message>
    <message>
        <source>What shall stand there</source>
        <translation>换成什么</translation>
    </message>
    <message>
        <source>{name}, line {line}</source>
        <translation>{name}，第 {line} 行</translation>
    </message>
</context>
<context>
    <name>VerdictView</name>
    <message>
        <source>What is found</source>
        <translation>结论</translation>
    </message>
</context>
<context>
    <name>ViewCommands</name>
    <message>
        <source>The text of {file} is not in this trace.</source>
        <translation>这份记录中没有 {file} 的文本。</translation>
    </message>
    <message>
        <source>gradviz {version} makes PyTorch&apos;s autograd visible. {status}.</source>
        <translation>gradviz {version} 让 PyTorch 的自动求导看得见。{status}。</translation>
    </message>
</context>
<context>
    <name>WhatIf</name>
    <message>
        <source>Select a parameter or an input first: one of its elements can be changed.</source>
        <translation>请先选择一个参数或输入：可以更改它的一个元素。</translation>
    </message>
    <message>
        <source>{name} is computed from others: only parameters and inputs can be changed.</source>
        <translation>{name} 由其他值算出：只能更改参数和输入。</translation>
    </message>
    <message>
        <source>{name} has no elements that were recorded.</source>
        <translation>{name} 没有已记录的元素。</translation>
    </message>
    <message>
        <source>{name} holds no real numbers ({dtype}): nothing can be added to it, little by little.</source>
        <translation>{name} 不含实数（{dtype}）：无法在其上逐渐增加。</translation>
    </message>
    <message>
        <source>Change {name} by</source>
        <translation>把 {name} 改变</translation>
    </message>
    <message>
        <source>Type a number other than 0, such as 0.01.</source>
        <translation>请输入一个不为 0 的数，例如 0.01。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>试试</translation>
    </message>
    <message>
        <source>Loss with {name} changed</source>
        <translation>{name} 改变后的损失</translation>
    </message>
    <message>
        <source>What if</source>
        <translation>如果</translation>
    </message>
    <message>
        <source>Change of the element</source>
        <translation>元素的变化</translation>
    </message>
    <message>
        <source>How much larger the element is to be; the cursor of the heat map chooses it</source>
        <translation>元素要增大多少；热图中的光标选择元素</translation>
    </message>
    <message>
        <source>Run the same iteration again with the changed element, and compare the loss</source>
        <translation>用改变的元素再运行同一次迭代，并比较损失</translation>
    </message>
    <message>
        <source>The gradient promised {promised}, really the loss changed by {happened}.</source>
        <translation>梯度预言 {promised}，损失实际变化 {happened}。</translation>
    </message>
    <message>
        <source>That is as little as the loss can change in its precision: try a larger step.</source>
        <translation>这已是损失在其精度下能有的最小变化：请试更大的一步。</translation>
    </message>
    <message>
        <source>That is off by {off}; with half the step the error is about a quarter.</source>
        <translation>相差 {off}；步长减半，误差约为四分之一。</translation>
    </message>
    <message>
        <source>The gradient of this loss is {own}; .grad holds {held}: it was added up, or changed.</source>
        <translation>这个损失的梯度是 {own}；.grad 里是 {held}：它累加过，或被改过。</translation>
    </message>
    <message>
        <source>The loss is the sum of the {total} of this iteration.</source>
        <translation>损失是此迭代中 {total} 个损失之和。</translation>
    </message>
    <message>
        <source>The loss at the step itself is that of a whole run; the others come from the recorded ops, which gave that loss bit for bit.</source>
        <translation>这一步本身的损失来自一次完整的运行；其余由记录下来的算子算出，它们逐位给出了同样的损失。</translation>
    </message>
    <message>
        <source>Every loss is that of a whole run. {reason}</source>
        <translation>每个损失都来自一次完整的运行。{reason}</translation>
    </message>
    <message>
        <source>promised</source>
        <translation>预言</translation>
    </message>
    <message>
        <source>really</source>
        <translation>实际</translation>
    </message>
    <message>
        <source>error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>The program computes no gradient of it; this one is computed for the question.</source>
        <translation>程序没有计算它的梯度；这个是为回答而算的。</translation>
    </message>
</context>
<context>
    <name>WhyPanel</name>
    <message>
        <source>Run a program: why a gradient is None, zero or NaN, vanishes, explodes or is stale stands here.</source>
        <translation>运行一个程序：梯度为何为 None、为零或为 NaN、消失、爆炸或过时，会显示在这里。</translation>
    </message>
    <message>
        <source>Nothing is wrong with the gradients, as far as can be seen (recorded iterations: {count}).</source>
        <translation>就目前所见，梯度没有问题（已记录的迭代：{count}）。</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>为什么？</translation>
    </message>
    <message>
        <source>What is wrong with the gradients</source>
        <translation>梯度的问题</translation>
    </message>
    <message>
        <source>No backward pass was recorded: call backward() on a loss, and its gradients are judged here.</source>
        <translation>没有记录到反向传播：对损失调用 backward()，这里就会判断它的梯度。</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>scalar</source>
        <translation>标量</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>There is no program yet: type one, or open an example.</source>
        <translation>还没有程序：请输入一个，或打开示例。</translation>
    </message>
</context>
<context>
    <name>_Output</name>
    <message>
        <source>Copy everything</source>
        <translation>全部复制</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
</context>
</TS>
