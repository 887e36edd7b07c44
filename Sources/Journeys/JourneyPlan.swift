import Decisions
import Expressions
import Times

/// The always-on part of a charter made ready: names became positions, rules were compiled. Immutable; made once when a
/// charter is activated.
public final class JourneyPlan: Sendable {
  /// What it was made from.
  public let charter: JourneyCharter
  /// The rest of the charter.
  public let plan: CharterPlan
  /// What identifies the names that it watches; a customer who was looked at under another one is looked at anew.
  public let key: UInt32

  let programs: ProgramSet
  let watches: [WatchPlan]
  let triggers: [TriggerPlan]
  let journeys: [JourneyPlan.Track]
  let events: Set<Symbol>
  /// Whether contacts matter to somebody's journeys.
  public let watchesContacts: Bool
  /// Whether outcomes of contacts do.
  public let watchesOutcomes: Bool
  /// Slots of attributes whose changes matter.
  let slots: [Int]
  let slotOfAttribute: [Symbol: Int]
  let attributeSymbols: [Symbol]
  /// Whether some condition that is asked of everybody depends on time alone.
  let reviewsEverybody: Bool

  /// A rule, compiled.
  struct Check: Sendable {
    let condition: CompiledCondition
    /// Whether its truth may change without any signal.
    let changesWithTime: Bool
  }

  /// A segment or a level.
  struct WatchPlan: Sendable {
    enum Test: Sendable {
      case rule(Check)
      case level(Quantity, Double, rises: Bool, changesWithTime: Bool)
    }

    let symbol: Symbol
    let test: Test
  }

  /// A trigger. A class, as the two below: every step goes through all of them, and a copy would count a dozen references.
  final class TriggerPlan: Sendable {
    let trigger: Trigger
    let symbol: Symbol
    let when: Check?
    let level: Symbol?
    let salt: UInt64

    init(_ trigger: Trigger, when: Check?, level: Symbol?) {
      self.trigger = trigger
      self.when = when
      self.level = level
      symbol = Symbol(trigger.name)
      salt = Chance.key(of: trigger.name)
    }
  }

  /// A journey.
  final class Track: Sendable {
    final class Step: Sendable {
      let stage: Stage
      let symbol: Symbol
      /// `journey/stage`, the source of its occasion.
      let source: Symbol
      let salt: UInt64
      let entry, exit, expiry: Check?
      let moves: [Check?]
      let changesWithTime: Bool

      init(
        _ stage: Stage, of journey: String, entry: Check?, exit: Check?, expiry: Check?, moves: [Check?],
        changesWithTime: Bool
      ) {
        let name = "\(journey)/\(stage.name)"
        self.stage = stage
        symbol = Symbol(stage.name)
        source = Symbol(name)
        salt = Chance.key(of: name)
        self.entry = entry
        self.exit = exit
        self.expiry = expiry
        self.moves = moves
        self.changesWithTime = changesWithTime
      }
    }

    let journey: Journey
    let symbol: Symbol
    let entry, exit: Check?
    let steps: [Step]
    /// Whether a condition alone brings customers in or out.
    let changesWithTime: Bool

    init(_ journey: Journey, entry: Check?, exit: Check?, steps: [Step], changesWithTime: Bool) {
      self.journey = journey
      symbol = Symbol(journey.name)
      self.entry = entry
      self.exit = exit
      self.steps = steps
      self.changesWithTime = changesWithTime
    }

    func step(of stage: Symbol) -> Int? { steps.firstIndex { $0.symbol == stage } }
  }

  /// Makes a plan; it trusts that the charter was checked.
  public init(_ charter: JourneyCharter, _ plan: CharterPlan) {
    self.charter = charter
    self.plan = plan
    programs = ProgramSet(plan.charter)
    var compiler = CheckCompiler(charter: charter, plan: plan)
    watches = compiler.watches()
    triggers = charter.triggers.map { compiler.trigger($0) }
    journeys = charter.journeys.map { compiler.track($0) }.sorted { $0.symbol < $1.symbol }
    let occurrences = charter.occurrences
    events = compiler.events.union(
      occurrences.compactMap { if case .event(let name) = $0 { return name } else { return nil } })
    let suspends = charter.journeys.contains { $0.suspension != nil }
    watchesContacts =
      suspends || compiler.readsContacts
      || occurrences.contains { if case .contact = $0 { return true } else { return false } }
    watchesOutcomes = occurrences.contains { if case .outcome = $0 { return true } else { return false } }
    slots = compiler.slots.sorted()
    attributeSymbols = charter.attributes.map { Symbol($0) }
    slotOfAttribute = Dictionary(attributeSymbols.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
    reviewsEverybody =
      watches.contains(where: \.changesWithTime) || journeys.contains(where: \.changesWithTime)
    let names =
      charter.segments.map { "s \($0.name) \($0.when.text)" } + charter.triggers.map { "t \($0.name) \($0.cause)" }
      + charter.journeys.map { journey in
        "j \(journey.name) \(journey.stages.map(\.name)) \(journey.migrations)"
      }
    key = Symbol(names.joined(separator: "\n")).rawValue
  }

  /// The position of a journey.
  func track(of journey: Symbol) -> Int? { journeys.firstIndex { $0.symbol == journey } }
}

extension JourneyPlan.WatchPlan {
  var changesWithTime: Bool {
    switch test {
    case .rule(let check): check.changesWithTime
    case .level(_, _, _, let changesWithTime): changesWithTime
    }
  }
}

extension JourneyCharter {
  /// Everything that somebody waits for.
  var occurrences: [Occurrence] {
    let ofTriggers = triggers.flatMap { trigger -> [Occurrence] in
      switch trigger.cause {
      case .occurrence(let occurrences): occurrences
      case .absence(let of, _, let since): of + since
      case .date, .yearly, .level: []
      }
    }
    return ofTriggers
      + journeys.flatMap { journey in
        journey.entry.on + journey.exit.on + journey.stages.flatMap { $0.moves.flatMap(\.on) }
      }
  }
}

/// Compiles the rules, and notes what they read.
private struct CheckCompiler {
  let charter: JourneyCharter
  let plan: CharterPlan
  /// Attributes that rules read.
  var slots: Set<Int> = []
  var events: Set<Symbol> = []
  var readsContacts = false

  mutating func check(_ rule: Rule?) -> JourneyPlan.Check? {
    guard let rule else { return nil }
    return JourneyPlan.Check(
      condition: CompiledCondition(rule.condition, slotTypes: plan.charter.slotTypes), changesWithTime: note(rule))
  }

  mutating func watches() -> [JourneyPlan.WatchPlan] {
    var watches: [JourneyPlan.WatchPlan] = []
    for segment in charter.segments {
      guard let check = check(segment.when) else { continue }
      watches.append(.init(symbol: Watch.segment(segment.name), test: .rule(check)))
    }
    for trigger in charter.triggers {
      guard case .level(let measure, let level, let rises) = trigger.cause, let quantity = quantity(measure) else {
        continue
      }
      let test = JourneyPlan.WatchPlan.Test.level(quantity, level, rises: rises, changesWithTime: note(quantity))
      watches.append(.init(symbol: Watch.level(ofTrigger: trigger.name), test: test))
    }
    return watches
  }

  mutating func trigger(_ trigger: Trigger) -> JourneyPlan.TriggerPlan {
    switch trigger.cause {
    case .date(let slot, _, _): slots.insert(slot)
    case .yearly(let date): slots.insert(date.slot)
    case .occurrence, .absence, .level: break
    }
    var level: Symbol?
    if case .level = trigger.cause { level = Watch.level(ofTrigger: trigger.name) }
    return JourneyPlan.TriggerPlan(trigger, when: check(trigger.when), level: level)
  }

  mutating func track(_ journey: Journey) -> JourneyPlan.Track {
    let (entry, exit) = (check(journey.entry.when), check(journey.exit.when))
    let steps = journey.stages.map { stage in
      let moves = stage.moves.map { check($0.when) }
      let checks = (entry: check(stage.entry), exit: check(stage.exit), expiry: check(stage.expiry))
      return JourneyPlan.Track.Step(
        stage, of: journey.name, entry: checks.entry, exit: checks.exit, expiry: checks.expiry, moves: moves,
        changesWithTime: ([exit, checks.exit, checks.expiry] + moves).contains { $0?.changesWithTime ?? false })
    }
    return JourneyPlan.Track(
      journey, entry: entry, exit: exit, steps: steps,
      changesWithTime: journey.entry.on.isEmpty && entry?.changesWithTime ?? false)
  }

  /// The charter's number behind a measure.
  private func quantity(_ measure: Trigger.Measure) -> Quantity? {
    switch measure {
    case .quantity(let quantity): return quantity
    case .propensity(let name, let channel):
      let action = plan.charter.actions.first { $0.name == name }
      return action?.treatments.first { channel == nil || plan.charter.channels[$0.channel].name == channel }?
        .propensity
    }
  }

  // MARK: What is read

  /// Notes what a rule reads; whether its truth may change with time alone.
  private mutating func note(_ rule: Rule) -> Bool { note(rule.condition, rule.text) }

  private mutating func note(_ condition: Condition, _ text: String) -> Bool {
    switch condition {
    case .constant: return false
    case .compare(let slot, _, _), .member(let slot, _), .present(let slot): return note(slot: slot)
    case .not(let inner): return note(inner, text)
    case .all(let parts), .any(let parts):
      var changes = false
      for part in parts where note(part, text) { changes = true }
      return changes
    case .general:
      // What a program reads is not known slot by slot: all of it.
      return noteAll() || text.contains("now")
    }
  }

  private mutating func note(_ quantity: Quantity) -> Bool {
    switch quantity {
    case .constant: false
    case .slot(let slot): note(slot: slot)
    case .expression, .model: noteAll()
    }
  }

  private mutating func noteAll() -> Bool {
    var changes = false
    for slot in charter.attributes.indices { slots.insert(slot) }
    for feature in plan.charter.features where note(slot: feature.slot) { changes = true }
    // A segment reads attributes and features too, which are noted, and the time.
    return changes || plan.charter.segments.contains { $0.when.text.contains("now") }
  }

  private mutating func note(slot: Int) -> Bool {
    if let segment = plan.charter.segments.first(where: { $0.slot == slot }) { return note(segment.when) }
    guard let feature = plan.charter.features.first(where: { $0.slot == slot }) else {
      if slot < charter.attributes.count { slots.insert(slot) }
      return false
    }
    switch feature.source {
    case .events(let name): events.insert(Symbol(name))
    case .contacts: readsContacts = true
    }
    return feature.windowSeconds != nil || feature.measure == .daysSinceLast
  }
}
