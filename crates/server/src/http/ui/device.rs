//! A device in a few words, read from its `User-Agent`: "Firefox on Linux". For people to recognise their own; nothing is
//! decided by it. What is not known is shown as it came.

/// What a browser calls itself, the more special first: most also claim to be those further down.
const BROWSERS: [(&str, &str); 12] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// What it runs on, likewise.
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("FreeBSD", "FreeBSD"),
    ("Linux", "Linux"),
];

/// The device that described itself so.
pub(super) fn describe(agent: Option<&str>) -> String {
    let Some(agent) = agent.map(str::trim).filter(|agent| !agent.is_empty()) else {
        return "Unknown device".into();
    };
    let known = |table: &[(&str, &'static str)]| {
        let found = table.iter().find(|(mark, _)| agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    // Programs write their own names; only browsers claim to be a Mozilla.
    let browser = agent.starts_with("Mozilla/").then(|| known(&BROWSERS));
    match (browser.flatten(), known(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        _ => agent.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_browsers_and_shows_the_rest_as_it_came() {
        const LIKE: &str = "AppleWebKit/537.36 (KHTML, like Gecko)";
        let chrome = |system: &str, rest: &str| format!("Mozilla/5.0 ({system}) {LIKE} {rest}");
        for (agent, said) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0".into(),
                "Firefox on Linux",
            ),
            (
                chrome("X11; Linux x86_64", "Chrome/141.0.0.0 Safari/537.36"),
                "Chrome on Linux",
            ),
            (
                chrome(
                    "Windows NT 10.0; Win64; x64",
                    "Chrome/141.0 Safari/537.36 Edg/141.0",
                ),
                "Edge on Windows",
            ),
            (
                chrome(
                    "Linux; Android 15; Pixel",
                    "Chrome/141.0 Mobile Safari/537.36",
                ),
                "Chrome on Android",
            ),
            (
                chrome(
                    "iPhone; CPU iPhone OS 18_0 like Mac OS X",
                    "Version/18.0 Safari/604.1",
                ),
                "Safari on iPhone",
            ),
            (
                chrome(
                    "Macintosh; Intel Mac OS X 10_15_7",
                    "Version/18.0 Safari/605.1.15",
                ),
                "Safari on Mac",
            ),
            ("curl/8.5.0".into(), "curl/8.5.0"),
            (
                "Telephone/1 (Linux) Firefox/1".into(),
                "Telephone/1 (Linux) Firefox/1",
            ),
            (
                "Mozilla/5.0 (Plan 9) Firefox/1".into(),
                "Mozilla/5.0 (Plan 9) Firefox/1",
            ),
            ("  ".into(), "Unknown device"),
        ] {
            assert_eq!(describe(Some(&agent)), said);
        }
        assert_eq!(describe(None), "Unknown device");
    }
}
