import Charters
import Decisions
import Expressions
@testable import Hub
import Seeds
import Testing
import Times

/// Profiles under a charter, and customers in little room.
@Suite struct BindingTests {
  let loaded: LoadedCharter
  let binder: CustomerBinder

  init() throws {
    loaded = try Bank.loaded.get()
    binder = CustomerBinder(loaded)
  }

  private func slot(_ name: String) throws -> Int { try #require(loaded.world.slot(of: name)) }

  @Test func whatTheCharterDoesNotKnowIsLeftOut() throws {
    var profile = Profile()
    profile.attributes = [
      ("age", .int(47)), ("income", .string("much")), ("job", .string("retired")), ("shoe_size", .int(42)),
    ]
    profile.country = "FR"
    profile.zone = "Mars/Olympus"
    profile.addresses = [
      .init(channel: "carrier_pigeon", text: "x", isSuppressed: false),
      .init(channel: loaded.charter.channels[0].name, text: "a@b", isSuppressed: true),
    ]
    profile.consents = [
      .init(purpose: "gone", channel: nil, isGranted: true, atMilliseconds: 1, source: "", proof: []),
      .init(
        purpose: loaded.charter.purposes[0].name, channel: nil, isGranted: true, atMilliseconds: 1, source: "",
        proof: []),
    ]
    profile.objections = ["gone"]
    profile.preferredChannels = ["gone", loaded.charter.channels[0].name]
    profile.events = [
      Event(name: Symbol("login"), at: Instant(secondsSince1970: 5)),
      Event(name: Symbol("gone"), at: Instant(secondsSince1970: 6)),
    ]
    let state = profile.state(id: "c-1", binder: binder)
    #expect(state.customer.key == Chance.key(of: "c-1") && state.customer.id == "c-1")
    #expect(state.customer.row.words[try slot("age")] == 47)
    // The wrong type leaves the default.
    #expect(Double(bitPattern: state.customer.row.words[try slot("income")]) == 1800)
    #expect(state.customer.reach[0] == .suppressed && state.customer.addresses[0] == AddressKey.key(of: "a@b"))
    #expect(state.customer.consents.prefix(loaded.charter.channels.count).allSatisfy { $0 == .granted })
    #expect(state.customer.objections.isEmpty && state.customer.preferredChannels == [0])
    #expect(state.customer.zones == binder.zones(country: "FR", phone: nil))
    #expect(state.customer.events.map(\.name) == (binder.usesEvent(Symbol("login")) ? [Symbol("login")] : []))
  }

  /// A customer of a file becomes a profile, and the same customer again.
  @Test func unbinding() throws {
    var draft = CustomerDraft(id: "c-1")
    draft.attributes = [
      ("age", .int(47)), ("job", .string("astronaut")), ("income", .double(1800)), ("churn_risk", .double(0.7)),
    ]
    draft.country = "DE"
    draft.addresses = [.init(channel: loaded.charter.channels[0].name, isSuppressed: true)]
    draft.consents = [.init(purpose: loaded.charter.purposes[0].name, channel: nil, isGranted: false)]
    draft.preferredChannels = [loaded.charter.channels[0].name]
    draft.unwanted = [loaded.charter.channels[1].name]
    draft.contacts = [
      .init(
        at: Instant(secondsSince1970: 1_790_000_000), action: loaded.charter.actions[0].name,
        channel: loaded.charter.channels[0].name)
    ]
    let state = try binder.bind(draft).get()
    let profile = Profile(unbinding: state, of: loaded)
    // 1800 is the default: nobody said so.
    #expect(profile.attributes.map(\.name) == ["age", "churn_risk", "job"])
    #expect(same(profile.state(id: "c-1", binder: binder), state))
    #expect(profile.consents.count == loaded.charter.channels.count)
  }

  /// A customer of the bank with thirty contacts.
  private func bankCustomer(_ generator: inout SeededGenerator) -> CustomerState {
    var profile = Profile()
    for attribute in loaded.world.attributes {
      switch attribute.type {
      case .int: profile.attributes.append((attribute.name, .int(Int64(generator.int(17...90)))))
      case .double: profile.attributes.append((attribute.name, .double(generator.double(0...5000))))
      case .bool: profile.attributes.append((attribute.name, .bool(generator.chance(0.5))))
      default: profile.attributes.append((attribute.name, .string(generator.pick(attribute.values ?? ["a"]))))
      }
    }
    for channel in loaded.charter.channels {
      profile.addresses.append(.init(channel: channel.name, text: "ada@\(channel.name)", isSuppressed: false))
    }
    for purpose in loaded.charter.purposes {
      profile.consents.append(
        .init(purpose: purpose.name, channel: nil, isGranted: true, atMilliseconds: 1, source: "", proof: []))
    }
    var state = profile.state(id: "customer-12345678", binder: binder)
    let plan = CharterPlan(loaded.charter)
    for n in 0..<30 {
      let treatment = generator.int(0...plan.treatments.count - 1)
      let choice = Choice(
        treatment: treatment, at: Instant(secondsSince1970: 1_790_000_000 + Int64(n) * 86_400), propensity: 1, value: 1,
        lever: 0, cost: 0, patience: 1)
      var contact = plan.contact(for: choice, customer: state.customer)
      contact.origin = UInt64(n + 1_000_000) << 4
      contact.outcome = .opened
      contact.outcomeSeconds = contact.atSeconds + 3600
      state.ledger.insert(contact)
    }
    return state
  }

  @Test func aCustomerWithThirtyContactsIsSmall() {
    var generator = SeededGenerator(seed: 30)
    let state = bankCustomer(&generator)
    let packed = PackedCustomer(state)
    #expect(packed.byteCount <= 800, "\(packed.byteCount) bytes")
    #expect(same(packed.unpack(id: state.customer.id), state))
  }
}

/// Whether two states are the same to the last bit, contacts of others left aside.
func same(_ a: CustomerState, _ b: CustomerState) -> Bool {
  let (c, d) = (a.customer, b.customer)
  func others(_ row: Row) -> [String] { row.others.sorted { $0.slot < $1.slot }.map { "\($0.slot) \($0.value)" } }
  return c.id == d.id && c.key == d.key && c.row.states == d.row.states && c.row.words == d.row.words
    && others(c.row) == others(d.row) && c.consents == d.consents && c.reach == d.reach && c.addresses == d.addresses
    && c.objections == d.objections && c.unwanted == d.unwanted && c.preferredChannels == d.preferredChannels
    && c.zones == d.zones && c.country == d.country && c.region == d.region
    && c.events.map(\.name) == d.events.map(\.name) && c.events.map(\.atSeconds) == d.events.map(\.atSeconds)
    && c.events.map(\.amount.bitPattern) == d.events.map(\.amount.bitPattern)
    && a.ledger.contacts == b.ledger.contacts
}
