"""The codes a socket is closed with, and what each means in words."""

from __future__ import annotations

NOT_SIGNED_IN, NOT_ALLOWED, NO_SUCH_SHOW, TOO_SLOW, TOO_MUCH = 4401, 4403, 4404, 4408, 4429
NOT_TEXT, TOO_LARGE, TOO_MANY, FAULT, TRY_LATER = 4400, 4413, 4430, 4500, 4503
WHY = {
    NOT_TEXT: "this socket takes text messages only",
    NOT_SIGNED_IN: "sign in, or bring a token",
    NOT_ALLOWED: "your role may not see this show",
    NO_SUCH_SHOW: "there is no such show, or no such monitor",
    TOO_SLOW: "what was sent was not read for too long, or not acknowledged",
    TOO_LARGE: "a message may have 64 KiB",
    TOO_MUCH: "more than 60 messages a second came",
    TOO_MANY: "this link is open in too many places",
    FAULT: "a mistake of the studio's, which its log has; connect again",
    TRY_LATER: "the database does not answer; try again in a few seconds",
}
