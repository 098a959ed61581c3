"""Filling in the forms of the administration as a browser does."""

import re

from django.urls import reverse


def page(name, *args):
    return reverse(f"admin:{name}", args=args)


def fields(html):
    """What a browser would send of the page's form as it stands."""
    form = html[html.index('id="content-main"') :]
    sent = {}
    for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        name = attributes.get("name")
        if not name or "__prefix__" in name or attributes.get("type") == "submit":
            continue
        if attributes.get("type") == "checkbox":
            if " checked" in tag:
                sent[name] = "on"
        elif tag.startswith("<select"):
            options = form[form.index(tag) :].split("</select>")[0]
            chosen = re.search(r'value="([^"]*)" selected', options)
            sent[name] = chosen.group(1) if chosen else ""
        elif tag.startswith("<textarea"):
            sent[name] = form[form.index(tag) + len(tag) :].split("</textarea>")[0].strip()
        else:
            sent[name] = attributes.get("value", "")
    return sent


def save(desk, address, **changes):
    """Opens a page, changes some of its fields (None: leaves one out) and saves."""
    data = fields(desk.get(address).content.decode()) | changes
    return desk.post(address, {name: value for name, value in data.items() if value is not None})
