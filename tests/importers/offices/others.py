"""Tables of a state-owned group, a hospital, a university, a port; and tables in English."""

from tests.importers.offices import BOOKS, Office, table

GROUP = Office(
    "a state-owned group: sections as a merged column with numbers, two columns that support",
    [
        table(
            """
            板块 | 序号 | 任务事项 | 落实措施 | 计划完成时间 | 牵头部门 | 责任部门 | 配合部门 | 参与单位 | 分管领导
            一、改革攻坚 | 1 | 三项制度改革 | 完成经理层契约签订。 | 2022年3月31日 | 人力资源部 | 战略发展部 | 财务部 | 各子公司 | 吴总
            ^ | 2 | 法人治理 | 修订公司章程。 | 2022年6月30日 | 董事会办公室 | 法律合规部 | | | 郑总
            二、提质增效 | 3 | 两金压降 | 应收账款下降 10%。 | 2022年12月31日 | 财务部 | 各子公司 | 审计部 | | 王总
            """,
            above=["某某集团有限公司", "2022年重点工作任务分解表", "编制单位：战略发展部"],
        )
    ],
    """
    《2022年重点工作任务分解表》 | 2022
    = 一 | 改革攻坚
    # 1 | 三项制度改革
    - 完成经理层契约签订。 | 2022年3月31日 03-31 | 人力资源部 | 战略发展部 | 财务部 + 各子公司 | 分管领导=吴总
    # 2 | 法人治理
    - 修订公司章程。 | 2022年6月30日 06-30 | 董事会办公室 | 法律合规部 |  | 分管领导=郑总
    = 二 | 提质增效
    # 3 | 两金压降
    - 应收账款下降 10%。 | 2022年12月31日 12-31 | 财务部 | 各子公司 | 审计部 | 分管领导=王总
    """,
)

HOSPITAL = Office(
    "a hospital: roman chapters, titles on rows of their own",
    [
        table(
            """
            编号 | 工作项目 | 工作内容 | 牵头科室 | 配合科室 | 完成时限
            Ⅰ. 医疗质量 | < | < | < | < | <
            1 | 病历质量 | | | |
             | | 抽查病历 500 份。 | 医务处 | 信息中心 | 每季度
             | | 通报抽查结果。 | 医务处 | | 每季度末
            2 | 手术安全 | | | |
             | | 修订核查制度。 | 医务处 | 麻醉科 | 4月底前
            Ⅱ. 后勤保障 | < | < | < | < | <
            3 | 节能改造 | | | |
             | | 更换空调机组。 | 后勤处 | 财务处 | 10月底前
            """,
            above=["某某医院 2022 年工作计划"],
        )
    ],
    """
    《某某医院 2022 年工作计划》 | 2022
    = Ⅰ | 医疗质量
    # 1 | 病历质量
    - 抽查病历 500 份。 | 每季度 | 医务处 |  | 信息中心
    - 通报抽查结果。 | 每季度末 | 医务处
    # 2 | 手术安全
    - 修订核查制度。 | 4月底前 04-30 | 医务处 |  | 麻醉科
    = Ⅱ | 后勤保障
    # 3 | 节能改造
    - 更换空调机组。 | 10月底前 10-31 | 后勤处 |  | 财务处
    """,
    problems=["column-missing A2"],
)

UNIVERSITY = Office(
    "a university: number and title under one merged header, headers with line breaks and brackets",
    [
        table(
            """
            重点任务 | < | 具体↵举措 | 牵头↵单位 | 责任 单位 | 完成时限↵(2022年) | 预期成果
            1 | 学科建设 | 申报博士点 2 个。 | 研究生院 | 各学院 | 9月底前 | 申报书
            2 | 科研平台 | 培育重点实验室。 | 科研院 | 各学院 | 年底前 | 建设方案
            """,
            above=["某某大学年度重点任务分解"],
            name="2022年分解",
        )
    ],
    """
    《某某大学年度重点任务分解》 | 2022
    # 1 | 学科建设
    - 申报博士点 2 个。 | 9月底前 09-30 | 研究生院 | 各学院 |  | 预期成果=申报书
    # 2 | 科研平台
    - 培育重点实验室。 | 年底前 12-31 | 科研院 | 各学院 |  | 预期成果=建设方案
    """,
    problems=["column-unsure A2", "year-taken A1", "column-missing A2"],
    kinds=BOOKS,
)

CLIMATE = Office(
    "in English: a climate office, parts as merged rows, a list of units in one cell",
    [
        table(
            """
            No. | Key task | Action | Deadline | Lead | Supporting units | Notes
            Part 1: Buildings | < | < | < | < | < | <
            1 | Retrofit | Insulate 40 schools. | by end of June | Housing Department | Education Department; Finance Bureau | pilot
            ^ | ^ | Publish the guideline. | 30 September 2022 | Planning Office | |
            2 | Heating | Replace 12 boilers. | end of 2022 | Energy Agency | Housing Department |
            Part 2: Transport | < | < | < | < | < | <
            3 | Cycling | Build 25 km of lanes. | Q3 | Transport Department | District councils |
            """,
            above=["Annex 3", "Climate Action Plan 2022"],
            name="Plan",
        )
    ],
    """
    《Climate Action Plan 2022》 | 2022 | Annex 3
    = Part 1 | Buildings
    # 1 | Retrofit
    - Insulate 40 schools. | by end of June 06-30 | Housing Department |  | Education Department + Finance Bureau | Notes=pilot
    - Publish the guideline. | 30 September 2022 09-30 | Planning Office
    # 2 | Heating
    - Replace 12 boilers. | end of 2022 12-31 | Energy Agency |  | Housing Department
    = Part 2 | Transport
    # 3 | Cycling
    - Build 25 km of lanes. | Q3 09-30 | Transport Department |  | District councils
    """,
    problems=["column-missing A3"],
)

COUNCIL = Office(
    "in English: a council, the measures alone, roles said in the cell",
    [
        table(
            """
            Ref | Actions | Responsible unit | Due date | Status
            01 | Open two libraries. | Lead: Culture Office; Support: Works Department | 2022-05-31 | open
            02 | Repair the bridge. | Works Department | 2022-10-15 |
            """,
            name="Council measures 2022",
        )
    ],
    """
    《Council measures 2022》 | 2022
    # 1
    - Open two libraries. | 2022-05-31 05-31 | Culture Office |  | Works Department | Status=open
    # 2
    - Repair the bridge. | 2022-10-15 10-15 | Works Department
    """,
    problems=["column-missing A1"] * 2,
    kinds=BOOKS,
)

PORT = Office(
    "a port: three header words that differ, months as text, notes between",
    [
        table(
            """
            序号 | 专项行动 | 主要内容 | 完成日期 | 牵头机构 | 支持单位
            1 | 智慧港口 | 投用自动化码头。 | 8月31日前 | 港口集团 | 海事局 海关
            2 | 绿色港口 | 岸电使用率达到 80%。 | 年内 | 港口集团 | 国家电网公司
            （续下页） | < | < | < | < | <
            序号 | 专项行动 | 主要内容 | 完成日期 | 牵头机构 | 支持单位
            2 | 绿色港口 | 更换电动集卡 60 台。 | 11月底 | 港口集团 | 交通运输局
            3 | 平安港口 | 开展应急演练 4 次。 | 每季度 | 安监处 |
            """,
            above=["港口高质量发展2022年行动计划"],
        )
    ],
    """
    《港口高质量发展2022年行动计划》 | 2022
    # 1 | 智慧港口
    - 投用自动化码头。 | 8月31日前 08-31 | 港口集团 |  | 海事局 + 海关
    # 2 | 绿色港口
    - 岸电使用率达到 80%。 | 年内 12-31 | 港口集团 |  | 国家电网公司
    - 更换电动集卡 60 台。 | 11月底 11-30 | 港口集团 |  | 交通运输局
    # 3 | 平安港口
    - 开展应急演练 4 次。 | 每季度 | 安监处
    """,
    problems=["column-missing A2", "not-read A5", "task-repeated A7"],
)

COURT = Office(
    "a court: task and measure words in one table with three levels of content",
    [
        table(
            """
            领域 | 目标任务 | 工作任务 | 具体措施 | 责任单位 | 完成时限 | 责任人
            诉源治理 | 多元解纷 | 设立调解室 | 设立调解室 6 个。 | 立案庭 | 6月底 | 冯某
            审判质效 | 繁简分流 | 扩大速裁 | 速裁案件占比超过 60%。 | 审管办 | 年底 | 陈某
            """,
            above=["法院2022年重点工作任务清单"],
        )
    ],
    """
    《法院2022年重点工作任务清单》 | 2022
    = - | 诉源治理
    # - | 设立调解室
    - 设立调解室 6 个。 | 6月底 06-30 | 立案庭 |  |  | 目标任务=多元解纷; 责任人=冯某
    = - | 审判质效
    # - | 扩大速裁
    - 速裁案件占比超过 60%。 | 年底 12-31 | 审管办 |  |  | 目标任务=繁简分流; 责任人=陈某
    """,
    problems=["column-unsure B2", "column-missing A2", "column-missing A2"],
)

LIBRARY = Office(
    "a library: a text cut by a page break, a measure whose units go on",
    [
        table(
            """
            序号 | 重点任务 | 工作措施 | 完成时限 | 牵头部门 | 协办单位
            1 | 全民阅读 | 举办读书节并在全市范围内 | 4月底前 | 阅读推广部 | 各区图书馆
            序号 | 重点任务 | 工作措施 | 完成时限 | 牵头部门 | 协办单位
             | | 开展流动图书服务。 | | |
             | | | | | 市总工会
            2 | 古籍保护 | 修复古籍 200 册。 | 年底前 | 古籍部 | 保卫处
            """,
            above=["图书馆2022年任务表"],
        )
    ],
    """
    《图书馆2022年任务表》 | 2022
    # 1 | 全民阅读
    - 举办读书节并在全市范围内开展流动图书服务。 | 4月底前 04-30 | 阅读推广部 |  | 各区图书馆 + 市总工会
    # 2 | 古籍保护
    - 修复古籍 200 册。 | 年底前 12-31 | 古籍部 |  | 保卫处
    """,
    problems=["column-missing A2", "row-continued C5", "row-continued F6"],
)

METRO = Office(
    "a metro company: the group header above only its own columns, sections numbered (一)",
    [
        table(
            """
             | | | | 责任主体 | < | <
            序号 | 工作重点 | 工作举措 | 时限要求 | 牵头 | 主责 | 协办
            （一）运营安全 | < | < | < | < | < | <
            1 | 设备更新 | 更换信号设备 2 套。 | 9月底前 | 设备部 | 运营公司 | 安全部
            （二）乘客服务 | < | < | < | < | < | <
            2 | 无障碍 | 改造电梯 18 部。 | 年底前 | 运营公司 | 设备部 |
            """,
            above=["地铁公司", "2022年度工作安排"],
            name="安排",
            header_rows=2,
        )
    ],
    """
    《2022年度工作安排》 | 2022
    = （一） | 运营安全
    # 1 | 设备更新
    - 更换信号设备 2 套。 | 9月底前 09-30 | 设备部 | 运营公司 | 安全部
    = （二） | 乘客服务
    # 2 | 无障碍
    - 改造电梯 18 部。 | 年底前 12-31 | 运营公司 | 设备部
    """,
)

FORESTRY = Office(
    "forestry: numbers of every look, an unmerged title that spans nothing, a stray page number",
    [
        table(
            """
            序号 | 行动名称 | 政策措施 | 时间安排 | 牵头责任单位 | 配合责任单位
            (1) | 造林 | 造林 3 万亩。 | 春季 | 生态修复处 | 规划处
            2、 | 防火 | 新建监测塔 20 座。 | 10月底前 | 防火处 |
            3. | 湿地 | 修复湿地 300 公顷。 | 年底前 | 湿地处 | 各区园林绿化局
            2 | | | | |
            04 | 公园 | 新建口袋公园 50 处。 | 9月底前 | 公园处 | 各区园林绿化局
            """,
            above=["园林绿化2022年行动方案"],
        )
    ],
    """
    《园林绿化2022年行动方案》 | 2022
    # 1 | 造林
    - 造林 3 万亩。 | 春季 | 生态修复处 |  | 规划处
    # 2 | 防火
    - 新建监测塔 20 座。 | 10月底前 10-31 | 防火处
    # 3 | 湿地
    - 修复湿地 300 公顷。 | 年底前 12-31 | 湿地处 |  | 各区园林绿化局
    # 4 | 公园
    - 新建口袋公园 50 处。 | 9月底前 09-30 | 公园处 |  | 各区园林绿化局
    """,
    problems=["column-missing A2", "deadline-unread D3", "not-read A6"],
)

OFFICES = [GROUP, HOSPITAL, UNIVERSITY, CLIMATE, COUNCIL, PORT, COURT, LIBRARY, METRO, FORESTRY]
