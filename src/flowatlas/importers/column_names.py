"""Names of columns: what a column is called that tells the item, the activity, a moment, or a person."""

import re

KNOWN = {
    "item": (
        "caseconceptname caseid case casekey caseno casenumber itemid item workitemid issuekey issueid "
        "issue ticketid ticketnumber ticket documentkey incidentid incidentnumber incident requestid "
        "requestnumber orderid ordernumber order traceid processinstanceid number key vorgangsnummer "
        "vorgangsid vorgang fallid fall auftragsnummer auftrag expediente dossier 案件番号 案件id 受付番号 注文番号 "
        "管理番号 案件 案例编号 单号 订单号 工单号 사례번호 id"
    ),
    "activity": (
        "conceptname activity activityname eventname event action taskname task stepname step stage "
        "newstatus tostatus statusto newstate status state newvalue phase operation aktivität tätigkeit "
        "schritt arbeitsschritt actividad activité attività atividade 作業 作業名 工程 工程名 活動 アクティビティ "
        "イベント 活动 活动名称 步骤 활동 zustand estado statut ステータス 状態 状态 상태"
    ),
    "start": (
        "starttimestamp start starttime startedat started startdate startdatetime begin begintime "
        "begintimestamp beginat entered enteredat enter enterdate timestart datestart beginn startzeit "
        "startzeitpunkt inicio fechainicio début 開始日時 開始時刻 開始 开始时间 시작시간"
    ),
    "end": (
        "endtimestamp completetimestamp completiontimestamp end endtime endedat ended enddate enddatetime "
        "completed completedat completiontime complete finish finished finishedat finishtime leave left "
        "leftat leavedate exit exited timeend dateend ende endzeit endzeitpunkt fin fechafin stop 終了日時 "
        "終了時刻 完了日時 終了 结束时间 完成时间 종료시간"
    ),
    "time": (
        "timetimestamp timestamp eventtime eventtimestamp eventdate datetime time date when moment "
        "changedat changed createdat created occurredat syscreatedon at zeitstempel zeitpunkt zeit datum "
        "fecha fechahora horodatage 日時 時刻 日付 时间 时间戳 日期 시간"
    ),
    "lifecycle": "lifecycletransition lifecycle lifecyclestate transitiontype",
    "who": (
        "orgresource resource user username userid who person agent actor author performer employee "
        "worker assignee assignedto handler handledby operator executedby performedby changedby completedby "
        "bearbeiter benutzer mitarbeiter usuario utilisateur 担当者 担当 作業者 处理人 操作人 执行人 담당자"
    ),
    "team": (
        "orggroup group team teamname assignmentgroup orgrole role department abteilung gruppe equipo équipe "
        "部署 部門 部门 부서"
    ),
    "id": "eventid identityid historyid",
}
"""Names that columns have in exports, in small letters without signs, the surest first."""

STATUS = re.compile(
    r"^(?:status|state)|(?:status|state|newvalue|zustand|estado|statut|ステータス|状態|状态|상태)(?:name|label)?$"
)
"""What a column of the status is called, in small letters without signs."""

BEFORE = re.compile(r"^(?:old|from|prev|before|initial|alt|ancien)|(?:from|before)$")
"""What a column is called that tells what was before, in small letters without signs."""

PLANNED = re.compile(
    r"plan|due|deadline|target|expect|estimat|schedul|forecast|promis|soll|fällig|frist|prévu|previst", re.IGNORECASE
)
"""What a date is called that was only planned."""

TOUCHED = re.compile(r"updated|modified|viewed|last.?(?:change|activity)|geändert|modifi", re.IGNORECASE)
"""What a date is called that moves on with every touch, and so is no stage."""

BORN = re.compile(r"creat|open|submi|report|receiv|added|erstell|eröffn|eingang|angelegt|créé", re.IGNORECASE)

OVER = re.compile(
    r"clos|resol|complet|done|finish|merged|deliver|solved|geschlossen|erledigt|gelöst|abgeschl|fermé", re.IGNORECASE
)
"""What the dates are called at which all that happens to an item begins, and ends."""

TIMELY = re.compile(r"time|date|stamp|epoch|_at$|_ts$|^ts$|zeit|datum|fecha|moment|start|end|_ms$|_us$", re.IGNORECASE)
"""What a column of numbers must be called to hold moments."""

INSTANCE = ("conceptinstance", "instance", "activityinstance", "activityinstanceid")
"""What a column is called whose value a start and its end share."""


def plain(name: str) -> str:
    """A name in small letters without spaces and signs."""
    return re.sub(r"[\W_]", "", name.casefold())


def names_a_status(name: str | None) -> bool:
    """Whether a column of activities is called like one of the status of an item."""
    found = plain(name or "")
    return STATUS.search(found) is not None and not BEFORE.search(found)
