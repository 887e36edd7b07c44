import Decisions
import Expressions
import Times
import Seeds

/// A seeded question to one charter: a customer with their contacts, an occasion, what is up, and the moment.
struct RandomCustomer {
  static let ints: [Int64] = [-3, 0, 1, 2, 45, 60]
  static let doubles: [Double] = [0, 0.05, 0.2, 0.5, 1, 12.5]

  let charter: Charter
  let candidates: [ReferenceCandidate]
  /// Whether little stands in the way of a contact.
  let isCalm: Bool
  var generator: SeededGenerator

  init(_ charter: Charter, isCalm: Bool, seed: UInt64) {
    self.charter = charter
    self.isCalm = isCalm
    candidates = ReferenceCandidate.all(of: charter)
    generator = SeededGenerator(seed: seed)
  }

  /// A question to a charter.
  static func make(_ charter: Charter, isCalm: Bool, seed: UInt64) -> DecisionCase {
    var random = RandomCustomer(charter, isCalm: isCalm, seed: seed)
    let now = RandomMoments.now(&random.generator)
    var customer = random.customer()
    customer.events = random.events(now)
    return DecisionCase(
      charter: charter, state: random.state(customer, now), occasion: random.occasion(),
      availability: random.availability(now), now: now)
  }

  private mutating func customer() -> Customer {
    let channelCount = charter.channels.count
    var customer = Customer(
      id: "c\(generator.int(0...1_000_000))", slotCount: charter.slotTypes.count,
      purposeCount: charter.purposes.count, channelCount: channelCount)
    customer.row = row()
    let isKnown = isCalm || generator.chance(0.7)
    for index in customer.consents.indices {
      customer.consents[index] = generator.chance(isKnown ? 0.9 : 0.4) ? .granted : generator.pick([.absent, .refused])
    }
    for channel in 0..<channelCount {
      customer.reach[channel] =
        generator.chance(isKnown ? 0.95 : 0.5) ? .present : generator.pick([.missing, .suppressed])
      customer.addresses[channel] = generator.chance(0.85) ? UInt32(generator.int(1...3)) : 0
    }
    if !isCalm && generator.chance(0.15) { customer.objections = generator.some(Array(charter.purposes.indices), 0.4) }
    if generator.chance(0.15) { customer.unwanted = unwanted() }
    if generator.chance(0.4) { customer.preferredChannels = generator.some(Array(0..<channelCount), 0.5) }
    customer.zones = zones()
    customer.country = generator.chance(0.9) ? Symbol(generator.pick(["FR", "FR", "FR", "DE"])) : .none
    customer.household = generator.chance(0.5) ? UInt64(generator.int(1...9)) : 0
    customer.region = generator.chance(0.6) ? Symbol(generator.pick(["FR-57", "FR-75", "FR-13"])) : .none
    return customer
  }

  private mutating func events(_ now: Instant) -> [Event] {
    let zone = charter.zones[0]
    return (0..<generator.int(0...4)).map { _ in
      Event(
        name: Symbol(generator.pick(["visit", "visit", "other"])), at: RandomMoments.contact(now, zone, &generator),
        amount: Double(generator.int(-4...8)) / 8)
    }
  }

  private mutating func zones() -> [Int] {
    if generator.chance(0.75) { return [generator.int(0...charter.zones.count - 1)] }
    return generator.some(Array(charter.zones.indices), 0.6).shuffled(using: &generator)
  }

  private mutating func unwanted() -> [Symbol] {
    let names =
      charter.channels.map(\.name) + charter.issues.map(\.name) + charter.groups.map(\.name)
      + charter.actions.map(\.name)
    return generator.some(names, 0.15).map { Symbol($0) }
  }

  private mutating func row() -> Row {
    var row = Row(slotCount: charter.slotTypes.count)
    for (slot, type) in charter.slotTypes.enumerated() {
      if generator.chance(0.08) { continue }
      if generator.chance(0.05) {
        row.setNull(slot)
        continue
      }
      switch type {
      case .double: row.set(slot, word: generator.pick(RandomCustomer.doubles).bitPattern)
      case .bool: row.set(slot, word: UInt64(generator.int(0...1)))
      case .timestamp: row.set(slot, word: UInt64(bitPattern: generator.pick(RandomCustomer.ints) * 1_000_000))
      case .uint: row.set(slot, word: UInt64(generator.int(0...3)))
      case .string where generator.chance(0.15): row.set(slot, other: .string("violet"))
      case .string: row.set(slot, word: UInt64(generator.int(1...3)))
      default: row.set(slot, word: UInt64(bitPattern: generator.pick(RandomCustomer.ints)))
      }
    }
    return row
  }

  private mutating func state(_ customer: Customer, _ now: Instant) -> CustomerState {
    let most = generator.pick([0, 2, 5, 12, 40])
    let own = (0..<generator.int(0...most)).map { _ in contact(customer, now) }
    let address = (0..<(generator.chance(0.3) ? generator.int(1...6) : 0)).map { _ in contact(customer, now) }
    let household = (0..<(generator.chance(0.3) ? generator.int(1...6) : 0)).map { _ in contact(customer, now) }
    return CustomerState(
      customer: customer, ledger: Ledger(own), addressContacts: address, householdContacts: household,
      contexts: contexts())
  }

  /// A contact as one of the charter's candidates would be, or, at times, one of a charter long gone.
  private mutating func contact(_ customer: Customer, _ now: Instant) -> Contact {
    let zone = charter.zones[customer.zones.first ?? 0]
    let candidate = generator.pick(candidates)
    var contact = candidate.contact
    if generator.chance(0.12) {
      contact = Contact(
        at: now, action: Symbol("gone"), group: generator.chance(0.5) ? contact.group : Symbol("gone"),
        issue: contact.issue, channel: contact.channel, channelKind: generator.pick(ChannelKind.allCases),
        direction: contact.direction, purpose: generator.chance(0.5) ? contact.purpose : Symbol("gone"),
        purposeKind: generator.pick(PurposeKind.allCases), brand: Symbol(generator.pick(["north", "south"])))
    }
    let at = RandomMoments.contact(now, zone, &generator)
    contact.atSeconds = UInt32(at.secondsSince1970)
    contact.address =
      generator.chance(0.7) ? customer.addresses[candidate.treatment.channel] : UInt32(generator.int(0...3))
    contact.weightHundredths = generator.chance(0.6) ? contact.weightHundredths : generator.pick([0, 25, 100, 250])
    contact.state = generator.chance(0.6) ? .delivered : generator.pick(ContactState.allCases)
    if generator.chance(0.5) { contact.outcome = generator.pick(ContactOutcome.allCases) }
    if contact.outcome != .none && generator.chance(0.5) {
      contact.outcomeSeconds = UInt32(RandomMoments.contact(now, zone, &generator).secondsSince1970)
    }
    return contact
  }

  private mutating func occasion() -> Occasion {
    let outbound: [Occasion.Kind] = [.outbound, .outbound, .event("cart"), .timer("later")]
    let inbound: [Occasion.Kind] = [
      .inbound(placement: ""), .inbound(placement: "top"), .inbound(placement: "nowhere"),
    ]
    // Mostly of a direction in which the charter has channels.
    let isInbound =
      generator.chance(0.05) ? generator.chance(0.5) : generator.pick(charter.channels).direction == .inbound
    return Occasion(
      kind: generator.pick(isInbound ? inbound : outbound),
      channels: generator.chance(0.1) ? generator.some(charter.channels.map(\.name) + ["gone"], 0.6) : [],
      actions: generator.chance(0.1) ? generator.some(charter.actions.map(\.name) + ["gone"], 0.6) : [],
      selection: generator.chance(0.1) ? selection(0.4) : Selection(),
      boosts: generator.chance(0.2) ? boosts() : [],
      answersMax: generator.pick([1, 1, 2, 3, 4]), prices: prices())
  }

  /// Sometimes some slots cost something; some lists are shorter than the treatments, some longer.
  private mutating func prices() -> [Double] {
    guard generator.chance(0.2) else { return [] }
    let count = charter.actions.map(\.treatments.count).reduce(0, +) + generator.int(-2...2)
    return (0..<max(0, count)).map { _ in
      generator.chance(0.6) ? 0 : generator.pick([0.1, 0.5, 2, 5, .infinity, -3, .nan])
    }
  }

  private mutating func availability(_ now: Instant) -> Availability {
    var availability = Availability()
    if generator.chance(0.3) {
      for limit in charter.volumeLimits where generator.chance(0.6) {
        availability.volumeRooms[limit.name] = generator.pick([-1, 0, 1, 40_000, 1_000_000, 3_000_000])
      }
      for limit in charter.volumeLimits where generator.chance(0.5) {
        let start = now + Int64(generator.int(1...80)) * 1800
        availability.laterRooms.append(
          VolumeRoom(
            limit: limit.name, window: start..<(start + Int64(generator.int(1...6)) * 21_600),
            room: generator.pick([-1, 0, 1, 40_000, 1_000_000])))
      }
    }
    for action in charter.actions where action.rollout != nil && generator.chance(0.6) {
      availability.rolloutSteps[action.name] = generator.int(-1...3)
    }
    guard !isCalm && generator.chance(0.3) else { return availability }
    let actions = charter.actions.map(\.name)
    let channels = charter.channels.map(\.name)
    availability.isEverythingStopped = generator.chance(0.02)
    availability.stoppedActions = Set(generator.some(actions, 0.1))
    availability.stoppedChannels = Set(generator.some(channels, 0.1))
    availability.stoppedBrands = Set(generator.some(["north", "south"], 0.15))
    availability.exhaustedActions = Set(generator.some(actions, 0.1))
    availability.exhaustedChannels = Set(generator.some(channels, 0.1))
    availability.channelsDown = Set(generator.some(channels, 0.1))
    return availability
  }
}

/// Everything that one decision rests on.
struct DecisionCase {
  var charter: Charter
  var state: CustomerState
  var occasion: Occasion
  var availability: Availability
  var now: Instant
}
