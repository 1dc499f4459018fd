"""The other way to write a user name: the whole address, or the part before the @. Pure."""

from __future__ import annotations

from knowledge.providers import UserForm


def other_user_name(user: str, address: str, form: UserForm | None) -> str:
    """The other form of a user name, where that can be why a login was refused; else empty.

    ``form`` is what the provider wants, ``None`` where nobody knows. A name that is neither the
    address nor its local part is one that the person chose, and has no other form.
    """
    local = address.rpartition("@")[0]
    forms = {UserForm.ADDRESS: address, UserForm.LOCAL_PART: local}
    given = next((one for one in forms if local and forms[one].casefold() == user.casefold()), None)
    if given is None or form in (given, UserForm.OTHER):
        return ""
    return next(forms[other] for other in forms if other is not given)
