"""The server: an atlas in the browser, for one person or, with links, for several.

Where to begin: `app` puts ``routes/`` together: what is answered once, and what is `live`. A `workspace` has a `room`
for each atlas that somebody works on. ``session/`` is what a group does together in a room, of which each is told what
`seen` lets them see. In ``room/`` edits are kept by `durable` and `saving`; what they change comes from `waves`,
`asked` and `previews`, and reaches everybody by their `listener`. ``entry/`` says who comes in and what they may do;
what takes long runs in the ``processes/`` beside the server. ``wire/`` is between the values of the model and the words
of page and server, which are in ``protocol/``. Each of these imports only what is named after it.
"""
