import Charters
import Decisions
import Foundation
import Hub
import HubTesting
import Logging
import Times

/// A brand with five channels and a few actions, small enough to see through.
struct SmallWorld {
  /// How many contacts a customer may have in seven days.
  var contactsMax = 1
  /// The most contacts with the offer, over all customers; nothing: any number.
  var offerVolumeMax: Int?
  /// What limits all customers together, and quiet hours: more of policy.yaml.
  var morePolicy = ""
  /// What becomes of what is forbidden now.
  var whenForbidden = "replace"
  /// How far ahead that is looked for.
  var horizon = "1d"
  /// A cap of one contact a household in seven days.
  var hasHouseholdCap = false
  /// Whether the offer is rolled out: to ada, then to half, then to everybody.
  var isRolledOut = false
  /// The steps of that roll-out.
  var rolloutSteps = "{ pilots: [ada] }, { share: 0.5 }, { share: 1 }"
  /// Whether that roll-out has a guard-rail, and another action for those whom it does not reach.
  var isGuarded = false
  /// How a whole version of the charter is rolled out, as YAML; empty: it is for everybody.
  var charterRollout = ""
  /// Limits of all customers together, as lines of YAML; empty: none.
  var limits = ""
  /// A word in a title, which makes another version of the same charter.
  var edition = "first"
  /// Whether the offer's propensity is learned, and messages cost what they bring.
  var learns = false
  /// The value of the offer.
  var offerValue = 50
  /// What a push message costs.
  var pushCost = 0
  /// How chance has a say, as YAML; empty: it has none.
  var exploration = ""

  static let channels = ["email", "sms", "push", "call", "letter"]
  static let start = 1_790_000_000_000 as Int64  // 2026-09-21T14:13:20Z, a Monday afternoon in Paris

  var files: [SourceFile] {
    [
      SourceFile(
        path: "charter.yaml",
        text: """
          name: small-\(edition)
          currency: EUR
          country: FR
          zone: Europe/Paris
          purposes: { marketing: { kind: marketing }, service: { kind: service } }
          issues: { sales: {}, care: {} }
          floor: 0.01
          costs: { wear: 0.01, wear_per_pressure: 0, half_life: 7d }
          timing: { when_forbidden: \(whenForbidden), horizon: \(horizon), discount_per_day: 0, look_again: 7d }
          \(charterRollout.isEmpty ? "" : "rollout: \(charterRollout)")
          \(exploration.isEmpty ? "" : "exploration: \(exploration)")
          \(learns ? "restraint: { prices: { unsubscribed: { amount: 5 } } }" : "")
          """),
      SourceFile(
        path: "world.yaml",
        text: """
          attributes:
            age: { type: int, min: 0, max: 120 }
            city: { type: string }
            basket: { type: double, default: 0 }
          events: [page_view, purchase]
          """),
      SourceFile(
        path: "channels.yaml",
        text: """
          email: { kind: email, cost: 0.001, weight: 1 }
          sms: { kind: sms, cost: 0.05, weight: 1 }
          push: { kind: push, cost: \(pushCost), weight: 1 }
          call: { kind: call, cost: 0.1, weight: 1 }
          letter: { kind: letter, cost: 0.2, weight: 1 }
          web: { kind: web }
          """),
      SourceFile(path: "policy.yaml", text: policy),
      SourceFile(
        path: "actions/all.yaml",
        text: """
          - name: offer
            issue: sales
            purpose: marketing
            eligible: '!has(customer.age) || customer.age >= 18'
            value: \(offerValue)\(learns ? "\n  learned: true" : "")
            propensity: '0.05 + double(events("page_view").last("30d").count()) * 0.01'
            channels: [email, sms, push, call, letter, web]\(offerVolumeMax.map { "\n  volume: \($0)" } ?? "")\(rollout)
          - name: basket
            issue: sales
            purpose: marketing
            applicable: customer.basket > 0.0
            value: customer.basket
            propensity: 0.5
            channels: [email, push]
          - name: checkup
            issue: care
            purpose: marketing
            applicable: 'events("purchase").any()'
            value: 10
            propensity: 0.2
            channels: [email, call]\(isGuarded ? Self.filler : "")
          """),
    ]
  }

  /// Something for everybody, as YAML.
  private static let filler = """

    - { name: filler, issue: care, purpose: marketing, value: 5, propensity: 0.1, channels: [push] }
    """

  private var rollout: String {
    isRolledOut
      ? "\n  rollout: { name: new-offer, steps: [ \(rolloutSteps) ]\(isGuarded ? ", guards: [ { outcomes: [opened], tolerance: 0.2 } ], hold: 7d" : "") }"
      : ""
  }

  private var policy: String {
    var text = """
      caps:
        - { name: all, max: \(contactsMax), per: 7d }

      """
    if hasHouseholdCap { text += "  - { name: home, max: 1, per: 7d, of: household }\n" }
    text += """
      suppressions:
        - { name: said-no, after: [refused], for: 60d, level: group, same_channel: false }

      """
    if !limits.isEmpty { text += "limits:\n\(limits)\n" }
    return text + morePolicy
  }

  /// A customer who may be reached on all channels.
  static func patch(household: String? = nil) -> CustomerPatch {
    var patch = CustomerPatch()
    patch.addresses = channels.map { .init(channel: $0) }
    patch.consents = [.init(purpose: "marketing", isGranted: true, source: "test")]
    patch.household = household
    return patch
  }

  /// A hub with this charter in force.
  func hub(
    store: any Store = MemoryStore(), clock: ManualClock = ManualClock(nowMilliseconds: SmallWorld.start),
    limits: HubLimits = HubLimits()
  ) async throws -> Authority {
    let hub = try await Authority.open(
      store: store, clock: clock, zones: ZoneDirectory(), limits: limits, logger: Logger(label: "test"))
    if hub.activeCharter == nil {
      let summary = try await hub.upload(files)
      _ = try await hub.activate(summary.version)
    }
    return hub
  }
}

extension Authority {
  /// Makes customers known who may be reached on all channels.
  func welcome(_ ids: [String], household: String? = nil) async throws {
    let happenings = ids.map {
      Happening(customer: Identity(.id, $0), kind: .patch(SmallWorld.patch(household: household)))
    }
    _ = try await record(happenings)
  }

  /// Asks for an outbound contact.
  func ask(
    _ id: String, _ channels: [String] = [], actions: [String] = [], answers: Int = 1,
    mode: DecisionRequest.Mode = .reservation, once: Once? = nil
  ) async throws -> Decided {
    try await decide(
      DecisionRequest(
        customer: Identity(.id, id),
        occasion: Occasion(kind: .outbound, channels: channels, actions: actions, answersMax: answers), mode: mode,
        once: once))
  }

  /// The contacts of a customer that count.
  func counted(_ id: String) async throws -> [Contact] {
    try await customer(Identity(.id, id)).profile.ledger.contacts.filter(\.state.counts)
  }
}

extension Decided {
  /// What it says, as `action/channel`; empty for silence.
  var said: [String] {
    if case .contact(let offers) = record.answer { return offers.map { "\($0.action)/\($0.channel)" } }
    return []
  }
}
