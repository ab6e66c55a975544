//! People: made, read, listed, changed.

use paraph_core::Runs;
use paraph_core::commands::people::{Account, Create, ListUsers, ReadUser, Whom};

use super::given::person;
use super::on_both;

on_both! {
    async fn what_is_made_is_read_back(home) {
        let command = person(&["editor"]);
        let Create::Created(made) = home.store.run(command.clone()).await.unwrap() else {
            panic!("made");
        };
        let by_id = ReadUser { whom: Whom::Id(made.id) };
        let read = home.store.run(by_id).await.unwrap();
        assert_eq!(read, Some(Account { user: *made, password: command.password }));
        assert_eq!(home.store.run(ListUsers { after: None, limit: 9 }).await.unwrap().len(), 1);
    }
}
