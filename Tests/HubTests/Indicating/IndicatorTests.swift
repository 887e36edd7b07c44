import Decisions
import Foundation
import Hub
import HubTesting
import Indicators
import Records
import Testing
import Times

/// Indicators of a real log: decisions, news and events of a small brand.
@Suite("The hub's log as indicators") struct IndicatorTests {
  private static let day: Int64 = 86_400

  /// Ada is written to and sells, Bob is written to and leaves, Eve is out of reach, Zoe is full up.
  private func lived(_ clock: ManualClock) async throws -> Authority {
    let hub = try await SmallWorld(contactsMax: 1).hub(clock: clock)
    try await hub.welcome(["ada", "bob", "zoe"])
    _ = try await hub.record([Happening(customer: Identity(.id, "eve"), kind: .patch(CustomerPatch()))])
    let ada = try await hub.ask("ada", ["email"], actions: ["offer"])
    let bob = try await hub.ask("bob", ["sms"], actions: ["offer"])
    _ = try await hub.ask("zoe", ["email"], actions: ["offer"])
    _ = try await hub.ask("zoe", ["email"], actions: ["offer"])
    _ = try await hub.ask("eve", ["email"], actions: ["offer"])
    // What only asks leaves no trace.
    _ = try await hub.ask("ada", ["sms"], actions: ["offer"], mode: .proposal)
    clock.advance(bySeconds: 3600)
    _ = try await hub.record(Feedback(decision: ada.position, kind: .converted, value: 80))
    _ = try await hub.record(Feedback(decision: bob.position, kind: .unsubscribed))
    let score = #"{"score": 9, "decision": "\#(DecisionID.text(ada.position))"}"#
    _ = try await hub.record([
      Happening(
        customer: Identity(.id, "ada"),
        kind: .event(
          EventRecord(
            name: "survey_answered", atMilliseconds: clock.nowMilliseconds, properties: Array(score.utf8)))),
      Happening(
        customer: Identity(.id, "zoe"),
        kind: .event(
          EventRecord(
            name: "page_view", atMilliseconds: clock.nowMilliseconds, properties: Array(#"{"duration": 42}"#.utf8)))),
    ])
    clock.advance(bySeconds: Self.day)
    return hub
  }

  private func value(
    _ report: IndicatorReport, _ indicator: Indicator, _ group: [String]? = nil, _ detail: String = ""
  ) -> Double? {
    report[indicator].first { $0.group == group ?? report.dimensions.map { _ in "" } && $0.detail == detail }?.value
  }

  @Test func `what happened is told`() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await lived(clock)
    let report = try await hub.indicators(IndicatorTerms(), by: [])
    #expect(value(report, .contacts) == 3)
    #expect(value(report, .value) == 80)
    #expect(value(report, .unsubscriptionRate) == 1.0 / 3)
    #expect(value(report, .decisions) == 5)
    #expect(value(report, .abstentionsByReason, nil, "cap") == 1)
    #expect(value(report, .abstentionsByReason, nil, "consent_absent") == 1)
    // Eve was never reachable; Zoe had one.
    #expect(value(report, .reachWithoutAction) == 0)
    #expect(report[.reachWithoutAction].first?.n == 3)
    #expect(value(report, .netPromoter) == 100)
    #expect(value(report, .timeSpent) == 42)
    // E-mail costs 0.001, SMS 0.05, and each message wears by 0.01.
    #expect(abs((value(report, .sendingCost) ?? 0) - 0.052 / 3) < 1e-12)
    #expect(abs((value(report, .relationalCost) ?? 0) - (0.052 + 0.03) / 3) < 1e-12)
    try await hub.stop()
  }

  @Test func `cuts name channels, purposes, customers and local hours`() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await lived(clock)
    let byChannel = try await hub.indicators(IndicatorTerms(), by: [.channel, .purpose, .hour])
    #expect(
      byChannel[.contacts].dropFirst().map(\.group) == [["email", "marketing", "16"], ["sms", "marketing", "16"]])
    #expect(byChannel[.contacts].map(\.value) == [3, 2, 1])
    let byCustomer = try await hub.indicators(IndicatorTerms(), by: [.customer])
    #expect(byCustomer[.value].dropFirst().map(\.group) == [["ada"], ["bob"], ["zoe"]])
    let one = try await hub.indicators(IndicatorTerms(), by: [], of: Identity(.id, "bob"))
    #expect(value(one, .contacts) == 1 && value(one, .unsubscriptionRate) == 1)
    await #expect(throws: HubError.self) {
      try await hub.indicators(IndicatorTerms(), by: [], of: Identity(.id, "nobody"))
    }
    try await hub.stop()
  }

  @Test func `a period has what lies in it, and an empty one is refused`() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await lived(clock)
    var terms = IndicatorTerms()
    terms.fromSeconds = SmallWorld.start / 1000 + 3600
    var report = try await hub.indicators(terms, by: [])
    #expect(value(report, .contacts) == 0 && value(report, .decisions) == 0)
    terms.fromSeconds = nil
    terms.toSeconds = SmallWorld.start / 1000 + 60
    report = try await hub.indicators(terms, by: [])
    // Answers are told of contacts of the period, whenever they came.
    #expect(value(report, .contacts) == 3 && value(report, .value) == 80)
    terms.fromSeconds = terms.toSeconds
    do throws(HubError) {
      _ = try await hub.indicators(terms, by: [])
      Issue.record("an empty period is taken")
    } catch {
      #expect(error.code == "report.period_empty")
    }
    try await hub.stop()
  }

  @Test func `JSON and CSV say the same`() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await lived(clock)
    let report = try await hub.indicators(IndicatorTerms(), by: [.channel])
    var json = JSONWriter(capacity: 1 << 14)
    json.beginObject()
    report.write(into: &json)
    json.endObject()
    let text = json.withBytes { Data($0) }
    let object = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
    let told = try #require(object["indicators"] as? [[String: Any]])
    let rows = told.flatMap { one in
      (one["rows"] as? [[String: Any]] ?? []).map { row in
        let group = (row["group"] as? [String: String])?["channel"] ?? ""
        return (
          names: ["\(one["indicator"] ?? "")", group, row["detail"] as? String ?? ""], value: row["value"] as? Double
        )
      }
    }
    let lines = String(decoding: report.csv, as: UTF8.self).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows.map(\.names) == lines.map { Array($0[..<3]) })
    for (row, line) in zip(rows, lines) {
      #expect((row.value == nil) == line[3].isEmpty)
      if let value = row.value, let other = Double(line[3]) { #expect(abs(value - other) < 1e-12) }
    }
    try await hub.stop()
  }
}
