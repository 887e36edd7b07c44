import Charters
import Decisions
import Expressions
import Foundation
import Hub
import HubTesting
import Logging
import Times

/// A brand with a trigger of each sort that the hub has to feed, a segment, a zone and a journey.
struct AlwaysOnWorld {
  /// A word in a title, which makes another version of the same charter.
  var edition = "first"
  /// What else `triggers.yaml` has.
  var moreTriggers = ""

  var files: [SourceFile] {
    var world = SmallWorld(contactsMax: 100)
    world.edition = edition
    var files = world.files.map { file in
      var file = file
      if file.path == "world.yaml" {
        file.text = """
          attributes:
            age: { type: int, min: 0, max: 120 }
            city: { type: string }
            basket: { type: double, default: 0 }
          events: [page_view, purchase, cart, help, seen]
          """
      }
      return file
    }
    files.append(
      SourceFile(
        path: "triggers.yaml",
        text: """
          - name: helped
            on: help
            only: { actions: [offer] }
          - name: quiet
            absence: { of: purchase, for: 1h, since: seen }
            expires_after: 2h
            only: { actions: [offer] }
          - name: downtown
            on: { enters: { zone: downtown } }
            only: { actions: [offer] }
          - name: grown
            on: { enters: { segment: adults } }
            only: { actions: [offer] }
          \(moreTriggers)
          """))
    files.append(SourceFile(path: "segments.yaml", text: "adults: customer.age >= 18\n"))
    files.append(
      SourceFile(path: "zones.yaml", text: "downtown: { circle: { centre: [48.8738, 2.3320], metres: 400 } }\n"))
    files.append(
      SourceFile(
        path: "journeys/cart.yaml",
        text: """
          name: cart
          kind: acquisition
          enter: { on: cart }
          exit: { on: purchase }
          expires_after: 8d
          reenter: always
          stages:
            - name: waiting
              only: { actions: [basket] }
              moves: [ { after: 1d, to: mail } ]
            - name: mail
              raise: { actions: { basket: 0.5 } }
              occasion: { channels: [email], only: { actions: [basket] }, expires_after: 12h }
              moves: [ { after: 1d, to: end } ]
          """))
    return files
  }

  /// A hub with this charter in force.
  func hub(store: any Store = MemoryStore(), clock: ManualClock) async throws -> Authority {
    let hub = try await Authority.open(
      store: store, clock: clock, zones: ZoneDirectory(), limits: HubLimits(), logger: Logger(label: "test"))
    if hub.activeCharter == nil { try await activate(on: hub) }
    return hub
  }

  /// Puts the charter in force.
  func activate(on hub: Authority) async throws {
    let summary = try await hub.upload(files)
    _ = try await hub.activate(summary.version)
  }
}

extension Authority {
  /// Tells of an event of now, or of another moment.
  func tell(_ id: String, _ name: String, at milliseconds: Int64, key: UInt64? = nil) async throws {
    _ = try await record([
      Happening(
        customer: Identity(.id, id), kind: .event(EventRecord(name: name, atMilliseconds: milliseconds)),
        messageKey: key.map { Digest128(high: $0, low: 7) })
    ])
  }

  /// Changes attributes of a customer.
  func change(_ id: String, _ attributes: [(name: String, value: Value)]) async throws {
    var patch = CustomerPatch()
    patch.attributes = attributes
    _ = try await record([Happening(customer: Identity(.id, id), kind: .patch(patch))])
  }

  /// The decisions that journeys asked for, oldest first: what opened each, and what was said.
  func asked(_ id: String) async throws -> [String] {
    let entries = try await timeline(of: Identity(.id, id), before: nil, countMax: 500)
    return try entries.reversed().compactMap { entry in
      guard case .decision(let record) = try EntryBody(entry) else { return nil }
      let source: String
      switch record.kind {
      case .event(let name), .timer(let name): source = name
      case .inbound, .outbound: return nil
      }
      guard case .contact(let offers) = record.answer else { return "\(source): silence" }
      return "\(source): " + offers.map { "\($0.action)/\($0.channel)" }.joined(separator: ", ")
    }
  }

  /// What a customer's journeys came to, oldest first.
  func news(_ id: String) async throws -> [JourneyRecord.News] {
    let entries = try await timeline(of: Identity(.id, id), before: nil, countMax: 500)
    return try entries.reversed().flatMap { entry -> [JourneyRecord.News] in
      guard case .journeys(let record) = try EntryBody(entry) else { return [] }
      return record.news
    }
  }
}
