"""The server: an atlas in the browser, for one person or, with links, for several.

Where to begin: `app` puts the routes together, which are `api`, `known`, `sharing`, `logs`, and `connecting` for what
is `live`. A `workspace` has a `room` for each atlas that somebody works on. What is made in a room is kept by `durable`
and `saving`; what it shows comes from `waves`, `asked` and `previews`, and reaches everybody by their `listener`.
`meeting` is the session of a group in a room, of which each is told what `seen` lets them see. `entrance`, `links`
and `security` say who comes in, `access` what they may do. What takes long runs in the processes of `workers`, by the
functions of `jobs`, `measuring` and `simulating`. The words of page and server are in ``protocol/``.
"""
