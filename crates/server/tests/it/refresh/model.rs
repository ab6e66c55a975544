//! A model of one session, written from the table of DESIGN section 5 and from nothing else: the page's rows, in its order.

use paraph_core::Millis;

use super::house::W;

/// A session's integers. Generation 0 has no time of making: it is old at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Model {
    pub(crate) leaf: u32,
    pub(crate) parent: Option<u32>,
    pub(crate) made: Option<Millis>,
    pub(crate) ended: bool,
}

/// The table's outcomes, with the leaf that is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Word {
    Unknown,
    Expired,
    Replayed(u32),
    Later,
    Rotated(u32),
    Replaced(u32),
    Reused,
}

impl Model {
    #[rustfmt::skip]
    pub(crate) fn present(&mut self, n: u32, now: Millis) -> Word {
        let age = self.made.map_or(Millis::MAX / 4, |made| now - made);
        let (leaf, parent) = (n == self.leaf, self.parent == Some(n));
        let under_w = age < W;
        let under_four_thirds = 3 * age < 4 * W;
        // | presented                                             | outcome
        if n > self.leaf                                           { return Word::Unknown }
        if self.ended                                              { return Word::Expired }
        if (leaf && under_four_thirds) || (parent && under_w)      { return Word::Replayed(self.leaf) }
        if parent && under_four_thirds                             { return Word::Later }
        if leaf                        { self.parent = Some(n); self.turn(now); return Word::Rotated(self.leaf) }
        if parent                      {                        self.turn(now); return Word::Replaced(self.leaf) }
        self.ended = true; // any other genuine n
        Word::Reused
    }

    fn turn(&mut self, now: Millis) {
        self.leaf += 1;
        self.made = Some(now);
    }
}
