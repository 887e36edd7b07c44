import Charters
import Decisions
import Hub
import HubTesting
import Indicators
import Seeds
import Testing

@Suite(
  "What experiments say, through the hub: nothing without cause, what was planted, and nothing where sizes do not fit")
struct ExperimentReportTests {
  private static let ids = (0..<1_200).map { "c\($0)" }
  private static let experiments = SourceFile(
    path: "experiments.yaml",
    text: """
      - { name: alone, holdout: everything, share: 0.4, conversions_by: purchase, metrics: [conversions, value], value_max: 40,
          looks: 2, tolerances: { unsubscriptions: 0.05 } }
      """)

  /// Decides for customers, who then buy with a chance by arm.
  /// - Parameter isLeftOut: customers who are never asked about, by arm.
  private func report(
    heldOut: Double, contacted: Double, isLeftOut: (String) -> Bool = { _ in false }
  ) async throws -> (report: ExperimentReport, arms: [String: String], bought: [String: Int]) {
    let world = SmallWorld(contactsMax: 1)
    let hub = try await world.hub(store: MemoryStore(disk: MemoryDisk()))
    _ = try await hub.activate(try await hub.upload(world.files + [Self.experiments]).version)
    try await hub.welcome(Self.ids)
    var generator = SeededGenerator(seed: 7)
    var arms: [String: String] = [:]
    var bought: [String: Int] = [:]
    var happenings: [Happening] = []
    for id in Self.ids where !isLeftOut(id) {
      let decided = try await hub.ask(id, ["email"], actions: ["offer"])
      let arm = try #require(decided.record.assignments.first?.arm)
      arms[id] = arm
      guard generator.chance(arm == "held_out" ? heldOut : contacted) else { continue }
      bought[arm, default: 0] += 1
      happenings.append(
        Happening(
          customer: Identity(.id, id),
          kind: .event(EventRecord(name: "purchase", atMilliseconds: SmallWorld.start, amount: 50))))
    }
    for start in stride(from: 0, to: happenings.count, by: 100) {
      _ = try await hub.record(Array(happenings[start..<min(start + 100, happenings.count)]))
    }
    let report = try #require(try await hub.experimentReports().first)
    try await hub.stop()
    return (report, arms, bought)
  }

  @Test("a planted effect is called, and a count by hand agrees")
  func planted() async throws {
    let (report, arms, bought) = try await report(heldOut: 0.2, contacted: 0.45)
    #expect(!report.isRefused && report.arms.map(\.name) == ["held_out", "contacted"])
    let rows = report.rows
    let row = try #require(rows.first { $0.reading == .open && $0.metric == .conversions && $0.leads })
    for (place, arm) in report.arms.enumerated() {
      let count = arms.values.count { $0 == arm.name }
      #expect(arm.counted == count && arm.found == count)
      let mean = place == 0 ? row.means?.control : row.means?.arm
      #expect(abs((mean ?? 0) - Double(bought[arm.name] ?? 0) / Double(count)) < 1e-12)
    }
    #expect(row.verdict == .more && row.isBelievedAmongMany && row.low < 0.25 && row.high > 0.25)
    #expect(report.sentence.contains("`contacted` has") && report.sentence.contains("more conversions"))
    let values = rows.filter { $0.reading == .open && $0.metric == .value }
    #expect(values.map(\.isCapped) == [false, true])
    #expect(abs(values[1].difference - values[0].difference * 0.8) < 1e-9)
    #expect(rows.contains { $0.reading == .guardRail && $0.metric == .unsubscriptions })
    let csv = String(decoding: ExperimentReport.csv([report]), as: UTF8.self).split(separator: "\n")
    #expect(csv.count == rows.count + 1 && csv[0].hasPrefix("experiment,sizes_fit,reading"))
  }

  @Test("where arms are alike nothing is called")
  func alike() async throws {
    let (report, _, _) = try await report(heldOut: 0.3, contacted: 0.3)
    #expect(!report.isRefused)
    #expect(report.rows.allSatisfy { $0.metric != .conversions || $0.verdict == .open })
    #expect(report.sentence.contains("is open"))
  }

  @Test("where customers of one arm get lost, the report has sizes and a reason, and no number")
  func broken() async throws {
    let (whole, arms, _) = try await report(heldOut: 0.2, contacted: 0.45)
    // Every third of those contacted is lost; who is in which arm is the same in every hub.
    let lost = Set(
      Self.ids.filter { arms[$0] == "contacted" }.enumerated().filter { $0.offset % 3 == 0 }.map(\.element))
    let (report, _, _) = try await report(heldOut: 0.2, contacted: 0.45) { lost.contains($0) }
    #expect(report.arms[1].found == whole.arms[1].found - lost.count)
    #expect(report.isRefused && report.rows.isEmpty && report.looks.isEmpty)
    #expect(report.sentence.contains("nothing is shown"))
    let csv = String(decoding: ExperimentReport.csv([report]), as: UTF8.self).split(separator: "\n")
    #expect(csv.count == 2 && csv[1].hasPrefix("alone,false,"))
  }

  @Test("an experiment that there is not is said to be unknown")
  func unknown() async throws {
    let hub = try await SmallWorld().hub()
    var terms = ExperimentReportTerms()
    terms.name = "nothing"
    await #expect { try await hub.experimentReports(terms) } throws: { ($0 as? HubError)?.code == "experiment.unknown" }
    try await hub.stop()
  }
}
