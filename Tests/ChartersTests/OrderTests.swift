import Charters
import Decisions
import Foundation
import Intake
import Records
import Testing
import Times

@Suite("the order of a charter's files")
struct OrderTests {
  /// What a charter decides for 200 customers, in words.
  private func decisions(_ files: [SourceFile]) throws -> [String] {
    let loaded = try CharterLoader.load(files, zones: machineZones)
    let snapshot = Snapshot(plan: CharterPlan(loaded.charter))
    let binder = CustomerBinder(loaded)
    let now = try Instant(iso8601: "2026-11-23T10:00", zone: loaded.charter.zones[0])
    return try (0..<200).map { number in
      var state = try binder.bind(customer(number)).get()
      let decision = decide(&state, Occasion(kind: .outbound, answersMax: 2), snapshot, now: now)
      let names = decision.choices.map {
        "\(snapshot.plan.actionName($0.treatment))/\(snapshot.plan.channelName($0.treatment)) \($0.net)"
      }
      let fates = decision.fates.enumerated().map {
        "\(snapshot.plan.actionName($0.offset))/\(snapshot.plan.channelName($0.offset)) \($0.element.reason)"
      }
      return (names + fates.sorted()).joined(separator: ", ")
    }
  }

  /// A customer of the starter charter; different numbers give different combinations.
  private func customer(_ number: Int) -> CustomerDraft {
    var draft = CustomerDraft(id: "c-\(number)")
    draft.attributes = [
      ("age", .int(Int64(16 + number % 70))), ("segment", .string(["new", "regular", "gold"][number % 3])),
      ("spent", .double(Double(number * 37 % 1_500))), ("open_incidents", .int(number % 7 == 0 ? 1 : 0)),
      ("days_since_purchase", .int(Int64(number * 13 % 200))),
    ]
    draft.zone = "Europe/Paris"
    draft.addresses = number % 5 == 0 ? [.init(channel: "sms")] : [.init(channel: "email"), .init(channel: "sms")]
    draft.consents = [
      .init(purpose: "marketing", channel: number % 4 == 0 ? "email" : nil, isGranted: number % 11 != 0)
    ]
    return draft
  }

  /// The starter charter with its actions in another order and in other files.
  private func shuffled() throws -> [SourceFile] {
    var files = try example("starter")
    let place = try #require(files.firstIndex { $0.path == "actions/welcome.yaml" })
    let text = files.remove(at: place).text
    let actions = text.components(separatedBy: "\n- ").enumerated().map { ($0.offset == 0 ? "" : "- ") + $0.element }
    for (index, action) in actions.reversed().enumerated() where action.contains("name:") {
      files.append(SourceFile(path: "actions/\(index).yaml", text: action))
    }
    return files.reversed()
  }

  @Test("neither files nor actions in another order change a decision")
  func files() throws {
    let plain = try decisions(try example("starter"))
    #expect(Set(plain).count > 20)
    #expect(try decisions(try shuffled()) == plain)
  }

  @Test("keys in another order change no decision")
  func keys() throws {
    let plain = try example("starter")
    let turned = plain.map { file in
      // The keys of an action are lines of their own, all but the first of which may trade places.
      guard file.path.hasPrefix("actions/") else { return file }
      let actions = file.text.components(separatedBy: "\n\n").map { action in
        let lines = action.components(separatedBy: "\n").filter { !$0.isEmpty }
        guard let first = lines.firstIndex(where: { $0.hasPrefix("- ") }) else { return action }
        return (lines[...first] + lines[(first + 1)...].reversed()).joined(separator: "\n")
      }
      return SourceFile(path: file.path, text: actions.joined(separator: "\n\n") + "\n")
    }
    #expect(turned != plain)
    #expect(try decisions(turned) == decisions(plain))
  }

  @Test("the version tells charters apart, and not what decides nothing")
  func version() throws {
    let files = try example("starter")
    func version(_ files: [SourceFile]) throws -> String {
      try CharterLoader.load(files, zones: machineZones).charter.version
    }
    let plain = try version(files)
    #expect(plain.count == 32)
    #expect(try version(files.reversed()) == plain)
    for index in files.indices {
      var changed = files
      changed[index].text += "\n# changed\n"
      #expect((try version(changed) == plain) == (files[index].path == "tests.yaml"), "\(files[index].path)")
    }
  }
}
