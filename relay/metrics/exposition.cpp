#include "metrics/exposition.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <fstream>
#include <limits>
#include <sstream>
#include <utility>
#include <vector>

namespace mailglass::relay::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

ClientMetric::Label label(const char* name, std::string_view value) {
  ClientMetric::Label made;
  made.name = name;
  made.value = std::string(value);
  return made;
}

template <class Value>
ClientMetric gauge(Value value, std::vector<ClientMetric::Label> labels = {}) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.gauge.value = static_cast<double>(value);
  return metric;
}

ClientMetric counter(std::uint64_t value, std::vector<ClientMetric::Label> labels = {}) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.counter.value = static_cast<double>(value);
  return metric;
}

MetricFamily family(const char* name, const char* help, MetricType type, std::vector<ClientMetric> metrics) {
  return {name, help, type, std::move(metrics)};
}

template <class Key, class Name>
std::vector<ClientMetric> counters(const std::map<Key, std::uint64_t>& counts, const char* by, Name name) {
  std::vector<ClientMetric> metrics;
  metrics.reserve(counts.size());
  for (const auto& [key, count] : counts) metrics.push_back(counter(count, {label(by, name(key))}));
  return metrics;
}

ClientMetric histogram(const Histogram& values) {
  ClientMetric metric;
  const auto cumulative = values.cumulative();
  for (std::size_t i = 0; i < cumulative.size(); ++i) {
    ClientMetric::Bucket bucket;
    bucket.cumulative_count = cumulative.at(i);
    bucket.upper_bound =
        i < Histogram::kBounds.size() ? Histogram::kBounds.at(i) : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back(bucket);
  }
  metric.histogram.sample_count = values.count();
  metric.histogram.sample_sum = values.sum();
  return metric;
}

std::uint64_t resident_bytes() {
  std::ifstream in("/proc/self/statm");
  std::uint64_t whole = 0;
  std::uint64_t resident = 0;
  in >> whole >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::vector<MetricFamily> collect(const Snapshot& snapshot) {
  const Tally& tally = snapshot.tally;
  std::vector<ClientMetric> refusals;
  refusals.reserve(tally.refusals.size());
  for (const auto& [rule, count] : tally.refusals) refusals.push_back(counter(count, {label("rule", rule)}));
  std::vector<ClientMetric> parts;
  parts.reserve(snapshot.readiness.parts.size());
  for (const Readiness::Part& part : snapshot.readiness.parts)
    parts.push_back(gauge(part.ready ? 1 : 0, {label("part", part.name)}));
  return {
      family("mailglass_build_info", "Which program this is.", MetricType::Gauge,
             {gauge(1, {label("version", MAILGLASS_VERSION), label("resolver", snapshot.resolver)})}),
      family("mailglass_ready", "1 where the relay can do its work, by what it needs.", MetricType::Gauge,
             std::move(parts)),
      family("mailglass_draining", "1 when the relay is asked to stop.", MetricType::Gauge,
             {gauge(snapshot.draining ? 1 : 0)}),
      family("mailglass_sessions_open", "Sessions of pages at this moment.", MetricType::Gauge,
             {gauge(tally.sessions_open)}),
      family("mailglass_sessions_total", "Sessions begun.", MetricType::Counter, {counter(tally.sessions)}),
      family("mailglass_probes_running", "Probes of mail servers at this moment, those that wait for a turn included.",
             MetricType::Gauge, {gauge(tally.probes_running)}),
      family("mailglass_probes_total", "Probes of mail servers that ended, by how.", MetricType::Counter,
             counters(tally.probes, "end", [](wire::End end) { return wire::to_string(end); })),
      family("mailglass_turn_wait_seconds", "How long probes waited for their turn at a mail server.",
             MetricType::Histogram, {histogram(tally.turns)}),
      family("mailglass_lookups_running", "DNS lookups of pages at this moment.", MetricType::Gauge,
             {gauge(tally.lookups_running)}),
      family("mailglass_lookups_total", "DNS lookups of pages that were answered, by what came of them.",
             MetricType::Counter,
             counters(tally.lookups, "status", [](wire::DnsStatus status) { return wire::to_string(status); })),
      family("mailglass_refusals_total", "What was asked and not done, by the rule it broke.", MetricType::Counter,
             std::move(refusals)),
      family("mailglass_mail_server_bytes_total", "Bytes from and to mail servers.", MetricType::Counter,
             {counter(tally.bytes_from_servers, {label("direction", "received")}),
              counter(tally.bytes_to_servers, {label("direction", "sent")})}),
      family("process_open_fds", "Descriptors in use.", MetricType::Gauge, {gauge(snapshot.descriptors.open)}),
      family("process_max_fds", "Descriptors there may be.", MetricType::Gauge, {gauge(snapshot.descriptors.most)}),
      family("process_resident_memory_bytes", "Memory in use.", MetricType::Gauge, {gauge(resident_bytes())}),
  };
}

}  // namespace

std::string exposition(const Snapshot& snapshot) {
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, collect(snapshot));
  return out.str();
}

}  // namespace mailglass::relay::metrics
