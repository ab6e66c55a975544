//! The migrations: one text for both databases, each run once, in its own transaction, in order.

use super::OpenError;

/// One step of the schema.
#[derive(Debug)]
pub(super) struct Migration {
    pub(super) version: i64,
    pub(super) name: &'static str,
    pub(super) sql: &'static str,
}

const ALL: [Migration; 1] = [Migration {
    version: 1,
    name: "first",
    sql: include_str!("../../migrations/0001_first.sql"),
}];

/// Remembers what has been applied; the runner of each engine makes it first.
pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS migrations (\
     version BIGINT NOT NULL PRIMARY KEY, name ctext NOT NULL, applied BIGINT NOT NULL)";
/// The newest applied one, or 0.
pub(super) const NEWEST: &str = "SELECT COALESCE(MAX(version), 0) FROM migrations";
/// Notes one as applied.
pub(super) const NOTE: &str = "INSERT INTO migrations (version, name, applied) VALUES ($1, $2, $3)";

/// The first migration that is not applied yet, given the newest that is.
///
/// # Errors
/// [`OpenError::Newer`] if the database is ahead of this version.
pub(super) fn next(place: &str, found: i64) -> Result<Option<&'static Migration>, OpenError> {
    let known = ALL[ALL.len() - 1].version;
    if found > known {
        let place = place.to_owned();
        return Err(OpenError::Newer {
            place,
            found,
            known,
        });
    }
    Ok(ALL.iter().find(|migration| migration.version > found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_rise_one_by_one() {
        for (migration, version) in ALL.iter().zip(1..) {
            assert_eq!(migration.version, version, "{}", migration.name);
        }
    }

    #[test]
    fn a_newer_database_is_refused() {
        let known = ALL[ALL.len() - 1].version;
        assert_eq!(next("here", 0).unwrap().unwrap().version, 1);
        assert!(next("here", known).unwrap().is_none());
        let refused = next("here", known + 1).unwrap_err();
        assert!(matches!(refused, OpenError::Newer { found, .. } if found == known + 1));
    }
}
