//! Names that differ by what people mistake: a slash at the end, case, the scheme.

/// True if the two are not the same, and would be but for that.
pub(super) fn is_near(ours: &str, found: &str) -> bool {
    ours != found && plain(ours) == plain(found)
}

fn plain(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    let bare = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"));
    bare.unwrap_or(&lower).trim_end_matches('/').to_owned()
}
