//! What the operator hears.

use std::collections::BTreeMap;
use std::sync::Mutex;

use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, Key, KeyName, Metadata, Recorder, SharedString,
    Unit,
};

use super::super::error::FetchError;
use super::*;

/// Remembers counters and gauges by name and labels.
#[derive(Clone, Default)]
struct Meter(Arc<Mutex<BTreeMap<String, String>>>);

struct Hand {
    meter: Meter,
    name: String,
}

impl Meter {
    fn hand(&self, key: &Key) -> Arc<Hand> {
        let labels = key
            .labels()
            .map(|label| format!(" {}={}", label.key(), label.value()));
        let name = format!("{}{}", key.name(), labels.collect::<String>());
        Arc::new(Hand {
            meter: self.clone(),
            name,
        })
    }

    fn read(&self, name: &str) -> String {
        let all = self.0.lock().unwrap();
        all.get(name).cloned().unwrap_or_default()
    }
}

impl CounterFn for Hand {
    fn increment(&self, value: u64) {
        let mut all = self.meter.0.lock().unwrap();
        let old = all.entry(self.name.clone()).or_default();
        *old = (old.parse().unwrap_or(0) + value).to_string();
    }
    fn absolute(&self, _: u64) {
        unreachable!("not used");
    }
}

impl GaugeFn for Hand {
    fn increment(&self, _: f64) {
        unreachable!("not used");
    }
    fn decrement(&self, _: f64) {
        unreachable!("not used");
    }
    fn set(&self, value: f64) {
        let mut all = self.meter.0.lock().unwrap();
        all.insert(self.name.clone(), value.to_string());
    }
}

impl Recorder for Meter {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.hand(key))
    }
    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.hand(key))
    }
    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

#[tokio::test(start_paused = true)]
async fn metrics_and_health_tell_the_same_story() {
    let meter = Meter::default();
    let _on = metrics::set_default_local_recorder(&meter);
    let labelled = |name: &str| format!("paraph_verify_jwks_{name} issuer={ISSUER}");
    let house = House::new().await;
    assert_eq!(
        meter.read(&format!("{} outcome=ok", labelled("fetches_total"))),
        "1"
    );
    assert_eq!(meter.read(&labelled("keys")), "1");
    assert_eq!(meter.read(&labelled("fetched_at_seconds")), "1700000000");

    house.stub.now(Answer::Fault(FetchError::Status(500)));
    sleep(SECOND * 3_601).await;
    let health = house.verifier.health().issuers.remove(0);
    let failed = meter.read(&format!("{} outcome=status", labelled("fetches_total")));
    assert_eq!(meter.read(&labelled("keys")), "0");
    assert_eq!((health.keys, health.age), (0, None));
    assert_eq!(health.failures.to_string(), failed);
    assert_eq!(health.fetches, health.failures + 1);
    assert_eq!(health.fetched_at, Some(MADE * 1_000));
    let failure = health.last_failure.unwrap();
    assert_eq!(
        (failure.at, failure.code, failure.text.as_str()),
        (
            Some(MADE * 1_000),
            "status",
            "the issuer answered 500 instead of 200"
        )
    );
}

/// Collects the messages of one thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl tracing::Subscriber for Log {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("paraph_verify")
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        let mut line = event.metadata().level().to_string();
        event.record(
            &mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
                use std::fmt::Write;
                if ["message", "code"].contains(&field.name()) {
                    write!(line, " {value:?}").unwrap();
                }
            },
        );
        self.0.lock().unwrap().push(line);
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

/// An issuer that fails in two ways until the set is too old, is asked a hundred times, and comes back.
async fn trouble() {
    let house = House::new().await;
    house.stub.now(Answer::Fault(FetchError::Status(500)));
    sleep(SECOND * 1_800).await;
    house.stub.now(Answer::Fault(FetchError::Timeout));
    sleep(SECOND * 1_900).await;
    for _ in 0..100 {
        assert!(house.judge(&house.good()).is_err());
    }
    house.answers(&[&house.key]);
    sleep(SECOND * 1_000).await;
}

#[tokio::test(start_paused = true)]
async fn the_log_has_a_line_per_change_and_none_per_request() {
    // Once unheard: a place in the code that is met first by another test's thread, where nobody listens, would be silent.
    trouble().await;
    let log = Log::default();
    let _on = tracing::subscriber::set_default(log.clone());
    tracing::callsite::rebuild_interest_cache();
    trouble().await;
    let lines = log.0.lock().unwrap().clone();
    let levels: Vec<_> = lines
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(
        levels,
        ["INFO", "WARN", "WARN", "ERROR", "INFO"],
        "{lines:?}"
    );
    assert!(
        lines[1].contains("\"status\"") && lines[2].contains("\"timeout\""),
        "{lines:?}"
    );
}
