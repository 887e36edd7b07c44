import Decisions
import Testing

@testable import Hub

@Suite("Measures")
struct MeasuresTests {
  @Test("a histogram counts each value once, up to every bound that holds it")
  func histogram() {
    let histogram = Histogram([1, 2, 4])
    for value in [0.5, 1, 1.5, 2, 3, 4, 5, 100, -1, .nan] { histogram.add(value) }
    #expect(histogram.counts.upTo == [4, 6, 8])  // what is negative or no number counts as 0
    #expect(histogram.counts.all == 10)
    #expect(histogram.sum == 117)
  }

  @Test("nothing is lost when many threads count")
  func concurrent() async {
    let histogram = Histogram(Histogram.secondBounds)
    let counters = Counters()
    await withDiscardingTaskGroup { group in
      for task in 0..<8 {
        group.addTask {
          for _ in 0..<1_000 {
            histogram.add(0.001)
            counters.add(to: task)
          }
        }
      }
    }
    #expect(histogram.counts.all == 8_000)
    #expect((0..<8).allSatisfy { counters[$0] == 1_000 })
  }

  @Test("every fate and every kind of news has its own line")
  func lines() {
    let measures = HubMeasures()
    measures.countDecision(nil, seconds: 0.001)
    for reason in Reason.allCases { measures.countDecision(reason, seconds: 0.001) }
    for kind in FeedbackKind.allCases { measures.countFeedback(kind) }
    var page = MetricsPage()
    measures.write(to: &page)
    #expect(page.text.contains("mesure_decisions_total{fate=\"contact\"} 1\n"))
    let fates = Reason.allCases.map { "mesure_decisions_total{fate=\"\($0.name)\"} 1\n" }
    let kinds = FeedbackKind.allCases.map { "mesure_feedback_total{kind=\"\($0.name)\"} 1\n" }
    for line in fates + kinds { #expect(page.text.contains(line), "\(line)") }
    #expect(page.text.contains("mesure_decision_seconds_count \(1 + Reason.allCases.count)\n"))
  }

  @Test("a channel whose messages are all handed over shows 0, and is not left out")
  func waitingMessages() {
    let measures = HubMeasures()
    func lines() -> [String] {
      var page = MetricsPage()
      measures.write(to: &page)
      return page.text.split(separator: "\n").filter { $0.hasPrefix("mesure_outbox") }.map(String.init)
    }
    #expect(lines() == [])
    measures.set(waitingMessages: ["sms": 2, "email": 5])
    #expect(lines() == ["mesure_outbox_messages{channel=\"email\"} 5", "mesure_outbox_messages{channel=\"sms\"} 2"])
    measures.set(waitingMessages: ["sms": 3])
    #expect(lines() == ["mesure_outbox_messages{channel=\"email\"} 0", "mesure_outbox_messages{channel=\"sms\"} 3"])
  }

  @Test("values of labels may hold anything")
  func labels() {
    var page = MetricsPage()
    page.sample("x", [("name", "a\"b\\c\nd")], 1.5)
    #expect(page.text == "mesure_x{name=\"a\\\"b\\\\c\\nd\"} 1.5\n")
  }
}
