"""Tables of districts, a development zone, streets and towns, and of cities elsewhere."""

from importers.reading import Hints
from tests.importers.offices import SPREADSHEETS, Office, table

DISTRICT = Office(
    "a district: every row says its section, number and title again; one of several leads",
    [
        table(
            """
            所属领域 | 序号 | 重点任务 | 具体任务 | 牵头单位 | 责任单位 | 完成时限 | 牵头区领导
            城市更新 | 1 | 街区更新 | 编制街区更新规划。 | 市规自分局 | 各街镇 | 6月底前 | 李某
            城市更新 | 1 | 街区更新 | 启动 3 个示范街区。 | 区住建委 区城管委 | 各街镇 | 年底前 | 李某
            民生保障 | 2 | 养老服务 | 建设养老驿站 12 家。 | 区民政局 | 区财政局 | 年底前 | 张某
            """,
            above=["某某区政府工作报告重点任务", "2022年任务分解表"],
        )
    ],
    """
    《某某区政府工作报告重点任务2022年任务分解表》 | 2022
    = - | 城市更新
    # 1 | 街区更新
    - 编制街区更新规划。 | 6月底前 06-30 | 市规自分局 | 各街镇 |  | 牵头区领导=李某
    - 启动 3 个示范街区。 | 年底前 12-31 | 区住建委 + 区城管委 | 各街镇 |  | 牵头区领导=李某
    = - | 民生保障
    # 2 | 养老服务
    - 建设养老驿站 12 家。 | 年底前 12-31 | 区民政局 | 区财政局 |  | 牵头区领导=张某
    """,
    problems=["column-missing A3", "task-repeated B5"],
)

ZONE = Office(
    "a development zone: parts and chapters, unmerged, decimal numbers of measures",
    [
        table(
            """
            序号 | 主要任务 | 工作内容 | 时间节点 | 主责部门 | 协同部门
            第一部分 产业升级 | | | | |
            一、集成电路 | | | | |
            1 | 建设产业基地 | 完成二期厂房。 | 10月底 | 产业促进局 | 建设局
            1.1 | | 引进设备企业 5 家。 | 年底前 | 产业促进局 |
            1.2 | | 设立专项基金。 | 上半年 | 财政局 | 产业促进局
            2 | 人才引育 | 发布人才目录。 | 3月底前 | 组织人事部 |
            二、生物医药 | | | | |
            3 | 创新药 | 服务 10 个品种申报。 | 年底前 | 生物办 | 审批局
            第二部分 绿色发展 | | | | |
            一、减污降碳 | | | | |
            4 | 绿色工厂 | 新增绿色工厂 6 家。 | 年底前 | 城市运行局 | 产业促进局
            """,
            above=["经济技术开发区 2022 年重点任务台账"],
        )
    ],
    """
    《经济技术开发区 2022 年重点任务台账》 | 2022
    = 第一部分 | 产业升级
    = 一 | 集成电路 | < 第一部分
    # 1 | 建设产业基地
    - 完成二期厂房。 | 10月底 10-31 | 产业促进局 |  | 建设局
    - 引进设备企业 5 家。 | 年底前 12-31 | 产业促进局
    - 设立专项基金。 | 上半年 06-30 | 财政局 |  | 产业促进局
    # 2 | 人才引育
    - 发布人才目录。 | 3月底前 03-31 | 组织人事部
    = 二 | 生物医药 | < 第一部分
    # 3 | 创新药
    - 服务 10 个品种申报。 | 年底前 12-31 | 生物办 |  | 审批局
    = 第二部分 | 绿色发展
    = 一 | 减污降碳 | < 第二部分
    # 4 | 绿色工厂
    - 新增绿色工厂 6 家。 | 年底前 12-31 | 城市运行局 |  | 产业促进局
    """,
    problems=["column-missing A2"],
    kinds=(*SPREADSHEETS, "text"),
)

STREET = Office(
    "a street office: no sections, no tasks, no numbers; one column of units",
    [
        table(
            """
            措施 | 时间 | 责任科室
            设置分类驿站 8 座。 | 5月底前 | 市民诉求处置中心
            开展入户宣传。 | 全年 | 社区建设办公室、综合行政执法办公室
            """,
            name="2022年街道垃圾分类任务清单",
        )
    ],
    """
    《2022年街道垃圾分类任务清单》 | 2022
    - 设置分类驿站 8 座。 | 5月底前 05-31 | 市民诉求处置中心
    - 开展入户宣传。 | 全年 12-31 | 社区建设办公室 + 综合行政执法办公室
    """,
    problems=["column-missing A1"] * 4,
)

COUNTY = Office(
    "a county: two tables on one sheet, one below the other, each with its own title",
    [
        table(
            """
            某县2022年农业农村重点工作安排 | < | < | <
            序号 | 工作任务 | 完成期限 | 责任单位
            1 | 建设高标准农田 2 万亩。 | 10月底前 | 县农业农村局
            2 | 改造农村厕所 500 座。 | 年底前 | 县农业农村局
            注：以上任务由县政府督查室督办。 | < | < | <
             | | |
            某县2022年林业重点工作安排 | < | < | <
            序号 | 工作任务 | 完成期限 | 责任单位
            1 | 造林 1 万亩。 | 5月底前 | 县林草局
            """
        )
    ],
    """
    《某县2022年农业农村重点工作安排》 | 2022
    # 1
    - 建设高标准农田 2 万亩。 | 10月底前 10-31 | 县农业农村局
    # 2
    - 改造农村厕所 500 座。 | 年底前 12-31 | 县农业农村局
    《某县2022年林业重点工作安排》 | 2022
    # 1
    - 造林 1 万亩。 | 5月底前 05-31 | 县林草局
    """,
    problems=[
        "column-missing A2", "column-missing A2", "column-missing A2", "not-read A5",
        "column-missing A8", "column-missing A8", "column-missing A8",
    ],
)  # fmt: skip

PROVINCE = Office(
    "a province: chapters' numbers in the number's column, deadlines and leads merged down",
    [
        table(
            """
            序号 | 任务名称 | 重点举措 | 完成时限 | 牵头单位 | 参加单位
            一 | 数字政府 | | | |
            1 | 一网通办 | 接入事项 200 项。 | 年底前 | 省政务服务局 | 各市人民政府
            2 | 数据共享 | 发布共享目录。 | ^ | ^ | 省大数据局
            3 | 电子证照 | 上线证照 30 类。 | ^ | 省公安厅 | 省大数据局
            二 | 数字社会 | | | |
            4 | 智慧教育 | 建成智慧校园 100 所。 | 11月底前 | 省教育厅 | ——
            """,
            above=["某省数字化改革 2022 年任务清单"],
        )
    ],
    """
    《某省数字化改革 2022 年任务清单》 | 2022
    = 一 | 数字政府
    # 1 | 一网通办
    - 接入事项 200 项。 | 年底前 12-31 | 省政务服务局 |  | 各市人民政府
    # 2 | 数据共享
    - 发布共享目录。 | 年底前 12-31 | 省政务服务局 |  | 省大数据局
    # 3 | 电子证照
    - 上线证照 30 类。 | 年底前 12-31 | 省公安厅 |  | 省大数据局
    = 二 | 数字社会
    # 4 | 智慧教育
    - 建成智慧校园 100 所。 | 11月底前 11-30 | 省教育厅
    """,
    problems=["column-missing A2", "stated-none F8"],
    kinds=SPREADSHEETS,
)

TOWN = Office(
    "a town: a measure over several rows, a unit on each",
    [
        table(
            """
            序号 | 重点工作 | 工作措施 | 牵头部门 | 配合部门 | 完成时间 | 联系人
            1 | 人居环境 | 清理河道 12 公里。 | 农业农村办 | 各村委会 | 4月底前 | 钱某
            ^ | ^ | ^ | | 水务所 | ^ | 孙某
            ^ | ^ | 整治背街小巷。 | 城乡建设办 | 各社区 | 9月底前 | 李某
            2 | 安全生产 | 检查企业 80 家。 | 应急办 | | 每月 | 周某
            """,
            above=["某某镇", "2022年度重点工作任务表"],
        )
    ],
    """
    《某某镇2022年度重点工作任务表》 | 2022
    # 1 | 人居环境
    - 清理河道 12 公里。 | 4月底前 04-30 | 农业农村办 |  | 各村委会 + 水务所 | 联系人=钱某孙某
    - 整治背街小巷。 | 9月底前 09-30 | 城乡建设办 |  | 各社区 | 联系人=李某
    # 2 | 安全生产
    - 检查企业 80 家。 | 每月 | 应急办 |  |  | 联系人=周某
    """,
    problems=["column-missing A3"],
)

SUPERVISION = Office(
    "a supervision office: circled numbers, a title in three lines with the document's number above it",
    [
        table(
            """
            序号 | 督查事项 | 工作要求 | 分解任务 | 主办单位 | 协办单位 | 办理时限
            ① | 优化营商环境 | 市场主体满意 | 压缩审批时限至 1 日。 | 区政务服务局 | 区市场监管局 | 7月底前
            ② | 稳就业 | 零就业家庭清零 | 举办招聘会 24 场。 | 区人力社保局 | 区教委 | 年底前
            """,
            above=[
                "某政督〔2021〕18号",
                "某某区人民政府督查室",
                "2022年度区政府重点督查事项清单",
                "(2021年12月30日)",
            ],
        )
    ],
    """
    《2022年度区政府重点督查事项清单》 | 2022
    # 1 | 优化营商环境
    - 压缩审批时限至 1 日。 | 7月底前 07-31 | 区政务服务局 |  | 区市场监管局 | 工作要求=市场主体满意
    # 2 | 稳就业
    - 举办招聘会 24 场。 | 年底前 12-31 | 区人力社保局 |  | 区教委 | 工作要求=零就业家庭清零
    """,
    problems=["column-missing A5"],
)

RECTIFICATION = Office(
    "rectification: a header that only a person can tell, told beforehand",
    [
        table(
            """
            号 | 反馈问题 | 怎么改 | 谁负责 | 几时完成
            1 | 河道侵占 | 拆除违建 3 处。 | 区水务局 | 8月底前
            """,
            above=["2022年督察反馈问题整改清单"],
        )
    ],
    """
    《2022年督察反馈问题整改清单》 | 2022
    # 1 | 河道侵占
    - 拆除违建 3 处。 | 8月底前 08-31 | 区水务局
    """,
    problems=["column-missing A2", "column-missing A2"],
    hints=Hints(
        words={"反馈问题": "task", "怎么改": "text", "谁负责": "lead", "几时完成": "deadline"},
    ),
)

OFFICES = [DISTRICT, ZONE, STREET, COUNTY, PROVINCE, TOWN, SUPERVISION, RECTIFICATION]
