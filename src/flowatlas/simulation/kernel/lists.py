"""Lists of tokens, things to do at once, and room for items and tokens."""

from flowatlas.simulation.kernel.memory import World, cold, hot, list_at, move_at, pool_at, token_at, try_at, way_at
from flowatlas.simulation.kernel.tables import FREE, MOVING


@hot
def queue_of(world: World, step: int, rank: int) -> int:
    """The list of those who wait for people at a step."""
    return step * world.ranks + rank


@hot
def gathering_of(world: World, step: int, rank: int) -> int:
    """The list of those who wait for a batch or a turn at a step."""
    return (world.steps + step) * world.ranks + rank


@hot
def blocked_of(world: World, step: int, rank: int, is_direct: int) -> int:
    """The list of those who wait for a place at a step; direct ones are in its group already."""
    return ((2 + is_direct) * world.steps + step) * world.ranks + rank


@hot
def outside_of(world: World, rank: int) -> int:
    """The list of those who wait for a place in the stream."""
    return 4 * world.steps * world.ranks + rank


@hot
def append(world: World, number: int, token: int) -> None:
    """A token comes to the end of a list."""
    line = list_at(world, number)
    token_at(world, token).next = -1
    if line.count:
        token_at(world, line.tail).next = token
    else:
        line.head = token
    line.tail = token
    line.count += 1


@hot
def take_first(world: World, number: int) -> int:
    """The first of a list, which has one, leaves it."""
    line = list_at(world, number)
    token = line.head
    line.head = token_at(world, token).next
    line.count -= 1
    return token


@cold
def take_out(world: World, number: int, token: int) -> None:
    """A token leaves a list, wherever it is in it."""
    line = list_at(world, number)
    before, here = -1, line.head
    while here != token:
        before, here = here, token_at(world, here).next
    after = token_at(world, token).next
    if before < 0:
        line.head = after
    else:
        token_at(world, before).next = after
    if line.tail == token:
        line.tail = before
    line.count -= 1


@hot
def do_at_once(world: World, kind: int, which: int, more: int) -> None:
    """Something is to be done at once, after what is to be done already."""
    move = move_at(world, (world.moves_begin + world.moves) & (world.room_moves - 1))
    move.kind, move.which, move.more = kind, which, more
    world.moves += 1


@hot
def try_to_start(world: World, pool: int) -> None:
    """Work may begin at the steps of a role, or at a step that nobody is needed for."""
    if not pool_at(world, pool).is_tried:
        pool_at(world, pool).is_tried = 1
        try_at(world, (world.tries_begin + world.tries) % world.room_tries).pool = pool
        world.tries += 1


@hot
def token_for(world: World, item: int, way: int, parent: int) -> int:
    """A new token."""
    number = world.free_token
    if number >= 0:
        world.free_token = token_at(world, number).next
    else:
        number = world.tokens_used
        world.tokens_used += 1
    token = token_at(world, number)
    token.item, token.way, token.parent = item, way, parent
    token.holds, token.place, token.is_back, token.pending, token.held_up = 0, -1, -1, 0, 0
    token.size, token.mate, token.phase, token.is_lone = 1, -1, MOVING, 0
    token.node = way_at(world, way).start
    world.tokens += 1
    return number


@hot
def drop(world: World, number: int) -> None:
    """A token is needed no more."""
    token = token_at(world, number)
    token.phase = FREE
    token.next = world.free_token
    world.free_token = number
    world.tokens -= 1
