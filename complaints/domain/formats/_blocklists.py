"""Who runs blocklists and watches them: the domains that their notices come from.

Source: notices and public pages of each.
"""

from __future__ import annotations

# Domain of the sender, with all below it, and what its list is called.
_LISTS = {
    "spamhaus.org": "Spamhaus",
    "spamhaus.com": "Spamhaus",
    "spamhaus.net": "Spamhaus",
    "spamcop.net": "SpamCop",
    "uceprotect.net": "UCEPROTECT",
    "uceprotect.org": "UCEPROTECT",
    "backscatterer.org": "Backscatterer",
    "mail-abuse.com": "mail-abuse.com",
    "mail-abuse.org": "mail-abuse.com",
    "ers.trendmicro.com": "Trend Micro ERS",
    "trendmicro.com": "Trend Micro ERS",
    "barracudacentral.org": "Barracuda",
    "barracuda.com": "Barracuda",
    "barracudanetworks.com": "Barracuda",
    "sorbs.net": "SORBS",
    "abusix.com": "Abusix Mail Intelligence",
    "abusix.org": "Abusix Mail Intelligence",
    "invaluement.com": "Invaluement",
    "psbl.org": "PSBL",
    "surriel.com": "PSBL",
    "proofpoint.com": "Proofpoint",
    "cloudmark.com": "Cloudmark CSI",
    "talosintelligence.com": "Cisco Talos",
    "senderbase.org": "Cisco Talos",
    "surbl.org": "SURBL",
    "uribl.com": "URIBL",
    "0spam.org": "0spam",
    "0spam.fusionzero.com": "0spam",
    "hostkarma.junkemailfilter.com": "Hostkarma",
    "junkemailfilter.com": "Hostkarma",
    "projecthoneypot.org": "Project Honey Pot",
    "spameatingmonkey.com": "Spam Eating Monkey",
    "spamrats.com": "SpamRATS",
    "mailspike.org": "Mailspike",
    "mailspike.net": "Mailspike",
    "dronebl.org": "DroneBL",
    "nixspam.org": "NiX Spam",
    "manitu.net": "NiX Spam",
    "gbudb.com": "GBUdb",
    "truncate.gbudb.net": "GBUdb",
    "dnswl.org": "dnswl.org",
    "lashback.com": "LashBack UBL",
    "wpbl.info": "WPBL",
    "cbl.abuseat.org": "Spamhaus XBL",
    "abuseat.org": "Spamhaus XBL",
    "s5h.net": "S5H",
    "spfbl.net": "SPFBL",
    "nordspam.com": "NordSpam",
    "fabel.dk": "Fabel",
    "mxtoolbox.com": "MXToolbox",
    "hetrixtools.com": "HetrixTools",
    "rbltracker.com": "RBLTracker",
    "rblmon.com": "Rblmon",
    "multirbl.valli.org": "MultiRBL",
    "valli.org": "MultiRBL",
    "blacklistmaster.com": "BlacklistMaster",
    "debouncer.com": "Debouncer",
    "mxwatch.com": "MXToolbox",
    "messaging.microsoft.com": "Microsoft",
    "css.one.microsoft.com": "Microsoft",
    "substrate-int.office.com": "Microsoft SNDS",
    "snds@microsoft.com": "Microsoft SNDS",
}

WATCHERS = frozenset({"MXToolbox", "HetrixTools", "RBLTracker", "Rblmon", "MultiRBL", "BlacklistMaster", "Debouncer"})


def blocklist_of_sender(address: str) -> str:
    """Name the blocklist or watching service that an address belongs to.

    Args:
        address: bare, lower case; "" gives "".

    Returns:
        The list's name, or "" for a stranger. Anybody can write such a sender: it names, it proves nothing.
    """
    if address in _LISTS:
        return _LISTS[address]
    labels = address.rpartition("@")[2].split(".")[-6:]
    return next((_LISTS[domain] for at in range(len(labels)) if (domain := ".".join(labels[at:])) in _LISTS), "")
