//! What is not worth doing here is done by `serde_json`.

/// Hands the methods for which nothing is to be gained to `serde_json`, over the same text.
macro_rules! by_serde_json {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
            let mut parser = self.parser();
            whole(parser.$method(visitor), parser)
        })*

        fn deserialize_unit_struct<V: Visitor<'a>>(
            self,
            name: &'static str,
            visitor: V,
        ) -> Result<V::Value, Error> {
            let mut parser = self.parser();
            whole(parser.deserialize_unit_struct(name, visitor), parser)
        }

        fn deserialize_tuple_struct<V: Visitor<'a>>(
            self,
            name: &'static str,
            len: usize,
            visitor: V,
        ) -> Result<V::Value, Error> {
            let mut parser = self.parser();
            whole(parser.deserialize_tuple_struct(name, len, visitor), parser)
        }

        fn deserialize_enum<V: Visitor<'a>>(
            self,
            name: &'static str,
            variants: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, Error> {
            let mut parser = self.parser();
            whole(parser.deserialize_enum(name, variants, visitor), parser)
        }

        fn deserialize_newtype_struct<V: Visitor<'a>>(
            self,
            name: &'static str,
            visitor: V,
        ) -> Result<V::Value, Error> {
            if name.starts_with($crate::json::SERDE_PRIVATE) {
                let mut parser = self.parser();
                return whole(parser.deserialize_newtype_struct(name, visitor), parser);
            }
            visitor.visit_newtype_struct(self)
        }

        // It was checked already.
        fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.visit_unit()
        }
    };
}
