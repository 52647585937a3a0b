"""What statuses are: work, waiting, done or dropped, told by their words and by what happens in them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.discover.figures import percent
from flowatlas.discover.mapping import Kind
from flowatlas.discover.passes.passes import Passes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Shares = NDArray[np.float64]

WORDS: dict[Kind, str] = {
    "dropped": """
        cancelled, canceled, cancel, rejected, declined, duplicate, won t fix, won t do, wontfix, abandoned, withdrawn,
        dropped, invalid, obsolete, not planned, cannot reproduce, not reproducible, discarded, aborted, not doing,
        abgebrochen, abgelehnt, storniert, verworfen, zurückgezogen, duplikat, wird nicht behoben, verfallen,
        cancelado, cancelada, rechazado, rechazada, anulado, anulada, descartado, descartada, duplicado,
        annulé, annulée, rejeté, rejetée, refusé, refusée, abandonné, abandonnée, doublon,
        rejeitado, rejeitada, recusado, recusada, desistência,
        取消, 拒绝, 驳回, 重复, 废弃, 作废, 中止, 却下, キャンセル, 重複, 破棄, 取り下げ
    """,
    "waiting": """
        waiting, wait, waits, awaiting, awaits, blocked, on hold, hold, paused, suspended, stalled, pending, queued,
        queue, backlog, open, opened, to do, todo, new, ready, needs, reopened, scheduled, planned, created, submitted,
        selected, deferred, failed, bounced, returned, sent back, fehlgeschlagen, later,
        icebox, parked, idle, requested, registered, unassigned, not started, triage, inbox,
        wartet, warten, wartend, blockiert, offen, neu, bereit, zurückgestellt, zu erledigen, geplant, rückfrage,
        warteschlange, pausiert, angehalten, eingegangen, wiedereröffnet,
        esperando, espera, en espera, bloqueado, bloqueada, pendiente, abierto, abierta, nuevo, nueva, por hacer, listo,
        lista, planificado, planificada, detenido, en cola, reabierto,
        en attente, attente, bloqué, bloquée, ouvert, ouverte, nouveau, nouvelle, à faire, prêt, prête, planifié,
        suspendu, rouvert,
        aguardando, em espera, pendente, aberto, aberta, novo, nova, a fazer, pronto, pronta, na fila, suspenso,
        等待, 待, 阻塞, 挂起, 新建, 打开, 未, 排队, 计划, 暂停, 保留, 新規, オープン, ブロック, バックログ, 予定
    """,
    "done": """
        done, closed, resolved, completed, complete, finished, fixed, released, deployed, delivered, merged, shipped,
        archived, live, solved, implemented, ended, paid, published,
        erledigt, geschlossen, fertig, abgeschlossen, gelöst, beendet, ausgeliefert, veröffentlicht, behoben,
        hecho, hecha, cerrado, cerrada, resuelto, resuelta, completado, completada, terminado, terminada, finalizado,
        finalizada, entregado, publicado,
        terminé, terminée, fermé, fermée, résolu, résolue, fini, clôturé, livré, fait, publié,
        concluído, concluída, fechado, fechada, resolvido, resolvida, feito, feita, encerrado, entregue,
        完成, 关闭, 已解决, 已发布, 结束, 完了, 終了, 解決, クローズ, 済み
    """,
    "work": """
        in progress, progress, review, reviewing, testing, test, qa, development, developing, implementing, coding,
        building, analysis, analysing, analyzing, investigating, investigation, design, designing, doing, active,
        working, verification, verifying, validation, validating, deploying, debugging, fixing, writing, approval,
        assigned, accepted, in bearbeitung, bearbeitung, in arbeit, prüfung, entwicklung, umsetzung, analyse, aktiv,
        freigabe, en progreso, progreso, en curso, revisión, pruebas, desarrollo, análisis, aprobación,
        en cours, revue, recette, développement, validation, em andamento, andamento, progresso, revisão, teste, testes,
        desenvolvimento, análise, aprovação,
        进行中, 开发, 测试, 评审, 审核, 处理中, 分析, 设计, 進行中, 作業中, 対応中, レビュー, テスト, 開発, 処理中, 確認
    """,
}
"""Words by what they say of a status, in the order in which they count: what was rejected while open is dropped."""

COMMON = 3
"""A word that all of so many statuses share tells nothing."""

FEW = 5
SECOND = 1 / 3600
ENDING, LEFT_AGAIN = 0.7, 0.5
LONG, VERY_LONG = 2.0, 6.0
SAME_PERSON, OTHER_PERSON = 0.6, 0.3


class Behaviour(NamedTuple):
    """What items do in each status, one entry for each: shares from 0 to 1, not a number where nothing is known.

    ``visits`` counts the stays, ``ends`` is the share of them that an item never left, ``final`` the share of the items
    that end there, ``stay`` the median time until it was left, in hours, ``same`` the share of the stays that the same
    person began and ended. ``onwards[a, b]`` is how often status b came right after a.
    """

    visits: "NDArray[np.int64]"
    ends: "Shares"
    final: "Shares"
    stay: "Shares"
    same: "Shares"
    onwards: "NDArray[np.int64]"


class Told(NamedTuple):
    """What a status is, and why in plain words."""

    kind: Kind
    because: str


def behaviour_of(passes: Passes, statuses: Sequence[int]) -> Behaviour:
    """What items do in these statuses, given by their codes."""
    size = len(statuses)
    place = np.full(len(passes.kinds), size)
    place[list(statuses)] = np.arange(size)
    status = place[passes.activity]
    last = passes.first[1:] - 1
    visits = np.bincount(status, minlength=size + 1)[:size]
    ended = np.bincount(status[last], minlength=size + 1)[:size]
    is_left = np.ones(len(status), bool)
    is_left[last] = False
    here = np.flatnonzero(is_left)
    one, other = status[here], status[here + 1]
    onwards = np.bincount(one * (size + 1) + other, minlength=(size + 1) ** 2).reshape(size + 1, size + 1)
    hours = (passes.start[here + 1] - passes.start[here]) / 3.6e9
    stay = np.array([np.median(hours[one == code]) if (one == code).any() else np.nan for code in range(size)])
    same = np.full(size, np.nan)
    if passes.who is not None:
        begun, left = passes.who[here], passes.who[here + 1]
        is_known = (begun >= 0) & (left >= 0)
        known = np.bincount(one[is_known], minlength=size + 1)[:size]
        alike = np.bincount(one[is_known & (begun == left)], minlength=size + 1)[:size]
        same = np.where(known >= FEW, alike / np.maximum(known, 1), np.nan)
    shares = ended / np.maximum(visits, 1), ended / max(1, passes.items)
    return Behaviour(visits, *shares, stay, same, onwards[:size, :size])


def kinds_of(names: Sequence[str], behaviour: Behaviour) -> list[Told]:
    """What each status is: what its words say, unless items do something else there; without words, what they do."""
    found = _said(names)
    words, said = [word for word, _ in found], [kind for _, kind in found]
    is_over = np.array([kind in {"done", "dropped"} for kind in said])
    others = behaviour.stay[(behaviour.ends < ENDING) & ~np.isnan(behaviour.stay)]
    usual = float(np.median(others)) if len(others) else np.nan
    return [_told(status, said[status], words[status], behaviour, is_over, usual) for status in range(len(names))]


def _told(
    status: int, said: Kind | None, word: str, behaviour: Behaviour, is_over: "NDArray[np.bool_]", usual: float
) -> Told:
    """What a status is; ``is_over`` tells which ones say that they are, ``usual`` how long items stay elsewhere."""
    ends, final = behaviour.ends[status], behaviour.final[status]
    ended, left = percent(float(final)), percent(float(1 - ends))
    ending = f"it ends {ended}% of the items and is left again in {left}% of its stays"
    if said in {"done", "dropped"}:
        back = float(1 - ends - behaviour.onwards[status, is_over].sum() / max(1, int(behaviour.visits[status])))
        if back > LEFT_AGAIN and said == "done":
            return Told("waiting", f"it says “{word}”, but {percent(back)}% of its stays go on to something else")
        text = f"it ends {ended}% of the items, and {percent(back)}% of its stays go back to what is not over"
        return Told(said, f"it says “{word}”; {text}")
    if said is not None:
        return Told(said, f"it says “{word}”")
    if ends >= ENDING and behaviour.visits[status] >= FEW and not np.isnan(usual):
        return Told("done", ending)
    times, same = float(behaviour.stay[status]) / max(usual, SECOND), float(behaviour.same[status])
    if times > VERY_LONG and np.isnan(same):
        return Told("waiting", f"items stay {times:.0f} times as long as in other statuses")
    someone = behaviour.same[~np.isnan(behaviour.same)]
    if times > LONG and same < OTHER_PERSON and someone.max() > SAME_PERSON:
        others = percent(1 - same)
        text = f"items stay {times:.0f} times as long as elsewhere, and in {others}% somebody else takes them on"
        return Told("waiting", text)
    return Told("work", "nothing says that items only wait there")


def _said(names: Sequence[str]) -> list[tuple[str, Kind | None]]:
    """For each status the word that tells what it is, and what that is; None where no word does."""
    tokens = [plain(name).split() for name in names]
    shared = set.intersection(*map(set, tokens)) if len(names) >= COMMON else set()
    return [_word(" ".join(token for token in own if token not in shared)) for own in tokens]


def _word(text: str) -> tuple[str, Kind | None]:
    for kind, words in _TABLE:
        for word in words:
            if word.isascii() and f" {word} " in f" {text} ":
                return word, kind
            if not word.isascii() and word in text:
                return word, kind
    return "", None


def said_of(name: str) -> Kind | None:
    """What a status is by the words of its name alone, if they tell."""
    return _word(plain(name))[1]


def plain(name: str) -> str:
    """A name in lower case, without accents and signs, its words apart: “In-Progress” and “inProgress” are alike."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", apart) if not "\u0300" <= sign <= "\u036f")
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", bare).replace("_", " ").casefold()))


def _table() -> Iterable[tuple[Kind, tuple[str, ...]]]:
    for kind, words in WORDS.items():
        found = {plain(word) for word in words.split(",")}
        yield kind, tuple(sorted(found, key=lambda word: (-len(word), word)))


_TABLE = tuple(_table())
