import Decisions
import Statistics
import Times

/// One experiment while the log is read, from its beginning: what customers did before, in which arm they were found, what they came to since.
///
/// The first arm in which a customer is found counts, whatever becomes of them. Two who turn out to be one person are one from then on, in the arm that either was
/// counted in first.
public struct ExperimentGathering: Sendable {
  /// What is known of a customer.
  struct Person: Sendable {
    /// The unit that they were drawn with; −1: not found yet.
    var unit: Int32 = -1
    /// Since when they count; .max: not yet.
    var sinceSeconds = Int64.max
    var before = ExperimentAmounts()
    var since = ExperimentAmounts()
  }

  /// Who was drawn together.
  struct Unit: Sendable {
    /// The arm, by its position in the design.
    var arm: Int
    /// Since when it counts; .max: not yet.
    var countedSeconds = Int64.max
    var place: String?
    /// How many customers of it there are; 0 when they became part of others.
    var persons = 1
  }

  /// The experiment.
  public let experiment: Experiment
  /// Who is compared.
  public let population: ExperimentPopulation
  let dimensions: [ExperimentDimension]
  /// Arms of the experiment, control first.
  let order: [Int]
  private let arms: [String: Int]
  private let conversions: Set<String>
  private let serviceCalls: Set<String>
  private let surveys: Set<String>
  /// Where everybody is drawn anew: the latest period that was met.
  private(set) var period = Int64.min
  private(set) var persons: [Person] = []
  private(set) var units: [Unit] = []
  private var numbers: [Int64: Int32] = [:]
  private var clusters: [String: Int32] = [:]
  /// Units in the order in which they were first counted, and how many of them have had their window.
  private(set) var queue: [Int32] = []
  private(set) var completeCount = 0
  /// What was found at each planned look so far.
  private(set) var looks: [PlannedLookReading] = []
  /// Customers found in another arm than their first.
  private(set) var movedCount = 0
  private(set) var nowSeconds = Int64.min

  /// Has read nothing.
  /// - Parameter terms: what purchases, calls and surveys are where the experiment does not say.
  public init(
    _ experiment: Experiment, counting population: ExperimentPopulation = .exposed,
    by dimensions: [ExperimentDimension] = [.segment], terms: IndicatorTerms = IndicatorTerms()
  ) {
    self.experiment = experiment
    self.population = population
    self.dimensions = dimensions
    order = [experiment.control] + experiment.arms.indices.filter { $0 != experiment.control }
    arms = Dictionary(uniqueKeysWithValues: order.enumerated().map { (experiment.arms[$0.element].name, $0.offset) })
    let promise = experiment.promise
    // Who is left alone is told of nothing, so only what they do themselves can be compared.
    let isHoldout = experiment.arms.contains { $0.heldBack != nil }
    conversions = Set(
      promise.conversionEvents.isEmpty && isHoldout ? Array(terms.purchaseEvents) : promise.conversionEvents)
    serviceCalls = promise.serviceCallEvents.isEmpty ? terms.serviceCallEvents : Set(promise.serviceCallEvents)
    surveys = terms.surveyEvents
  }

  /// Whether conversions are events, and not what is told of contacts.
  public var hasConversionEvents: Bool { !conversions.isEmpty }

  // MARK: Facts

  /// The log has come to a moment: looks that are due are taken.
  public mutating func advance(to seconds: Int64) {
    nowSeconds = max(nowSeconds, seconds)
    while completeCount < queue.count {
      let unit = units[Int(queue[completeCount])]
      guard isComplete(unit) else { break }
      completeCount += 1
      lookIfDue()
    }
  }

  /// A decision was made.
  /// - Parameter known: what is known of the customer then.
  public mutating func decide(_ fact: ExperimentDecisionFact, of known: ExperimentCustomer) {
    let number = person(fact.customer)
    if let own = fact.assignments.first(where: { $0.experiment == experiment.name }), let arm = arms[own.arm] {
      assign(number, arm, own, at: fact.atSeconds, of: known)
    }
    if fact.contactsCount > 0 { change(number, at: fact.atSeconds) { $0.contacts += Double(fact.contactsCount) } }
  }

  /// News came of a contact.
  public mutating func hear(_ news: NewsFact) {
    let isTold = !hasConversionEvents
    change(person(news.customer), at: news.atSeconds) {
      switch news.kind {
      case .converted where isTold:
        $0.conversions += 1
        $0.value += news.value ?? 0
      case .unsubscribed: $0.unsubscriptions += 1
      case .complained: $0.complaints += 1
      case .released: $0.contacts -= 1
      default: break
      }
    }
  }

  /// Something happened.
  public mutating func happen(_ event: EventFact) {
    let isConversion = conversions.contains(event.name)
    let isCall = serviceCalls.contains(event.name)
    let score = surveys.contains(event.name) ? event.score.flatMap { (0...10).contains($0) ? $0 : nil } : nil
    guard isConversion || isCall || score != nil else { return }
    change(person(event.customer), at: event.atSeconds) {
      if isConversion {
        $0.conversions += 1
        $0.value += event.amount.isFinite ? event.amount : 0
      }
      if isCall { $0.serviceCalls += 1 }
      if let score {
        $0.scores += score
        $0.answers += 1
      }
    }
  }

  /// A customer became part of another: from now on both are one.
  public mutating func merge(_ customer: Int64, into other: Int64) {
    guard customer != other, let from = numbers[customer] else { return }
    let to = person(other)
    guard Int(from) != to else { return }
    let gone = persons[Int(from)]
    var kept = persons[to]
    kept.before += gone.before
    kept.since += gone.since
    if gone.unit >= 0 {
      if kept.unit < 0 || gone.sinceSeconds < kept.sinceSeconds {
        if kept.unit >= 0 { units[Int(kept.unit)].persons -= 1 }
        if kept.unit >= 0, units[Int(kept.unit)].arm != units[Int(gone.unit)].arm { movedCount += 1 }
        kept.unit = gone.unit
        kept.sinceSeconds = gone.sinceSeconds
      } else {
        if units[Int(kept.unit)].arm != units[Int(gone.unit)].arm { movedCount += 1 }
        units[Int(gone.unit)].persons -= 1
      }
    }
    persons[to] = kept
    persons[Int(from)] = Person()
    numbers[customer] = Int32(to)
  }

  // MARK: Folding

  private mutating func person(_ customer: Int64) -> Int {
    if let number = numbers[customer] { return Int(number) }
    numbers[customer] = Int32(persons.count)
    persons.append(Person())
    return persons.count - 1
  }

  /// Counts what somebody did: before they count, for the comparison with before; then within the window; what comes late, of a time before, for nobody.
  private mutating func change(_ number: Int, at seconds: Int64, _ body: (inout ExperimentAmounts) -> Void) {
    let since = persons[number].sinceSeconds
    if since == .max {
      body(&persons[number].before)
    } else if seconds >= since, experiment.promise.windowSeconds.map({ seconds - since < $0 }) ?? true {
      body(&persons[number].since)
    }
  }

  private mutating func assign(
    _ number: Int, _ arm: Int, _ own: NamedAssignment, at seconds: Int64, of known: ExperimentCustomer
  ) {
    let period = experiment.period(at: Instant(secondsSince1970: seconds))
    if period > self.period { begin(period) }
    guard period == self.period else { return }
    if persons[number].unit < 0 {
      persons[number].unit = unit(arm, number, known)
      // Members of a household or region count from when they were found: they are drawn together, and so is their exposure.
      if isClustered { persons[number].sinceSeconds = seconds }
    }
    let unit = Int(persons[number].unit)
    if units[unit].arm != arm {
      movedCount += 1
      return
    }
    guard own.isExposed || population == .found else { return }
    if persons[number].sinceSeconds == .max { persons[number].sinceSeconds = seconds }
    guard units[unit].countedSeconds == .max else { return }
    units[unit].countedSeconds = seconds
    units[unit].place = known.place(by: dimensions)
    queue.append(Int32(unit))
    advance(to: seconds)
  }

  /// Whether customers are drawn together, or live where nobody is drawn.
  var isClustered: Bool { experiment.unit != .customer || isListed }

  /// Whether arms are regions that are listed: nobody is drawn, and no ratio is known that arms should have.
  var isListed: Bool { experiment.arms.contains { !$0.regions.isEmpty } }

  private mutating func unit(_ arm: Int, _ number: Int, _ known: ExperimentCustomer) -> Int32 {
    var name = ""
    if isListed || experiment.unit == .region {
      name = known.region
    } else if experiment.unit == .household {
      name = known.household
    }
    if !name.isEmpty, let unit = clusters[name] {
      units[Int(unit)].persons += 1
      return unit
    }
    let unit = Int32(units.count)
    units.append(Unit(arm: arm))
    if !name.isEmpty { clusters[name] = unit }
    return unit
  }

  /// Everybody is drawn anew: what was since is before.
  private mutating func begin(_ period: Int64) {
    self.period = period
    for number in persons.indices {
      persons[number].before += persons[number].since
      persons[number].since = ExperimentAmounts()
      persons[number].unit = -1
      persons[number].sinceSeconds = .max
    }
    units = []
    clusters = [:]
    queue = []
    completeCount = 0
    looks = []
    movedCount = 0
  }

  /// Whether a unit counts, and all that it will come to is known.
  func isComplete(_ unit: Unit) -> Bool {
    unit.countedSeconds != .max
      && (experiment.promise.windowSeconds.map { nowSeconds - unit.countedSeconds >= $0 } ?? true)
  }

  /// A planned look is taken when its share of the planned units is complete, and says for ever what it said then. Without a window nothing is ever complete:
  /// a look would come when customers are exposed, before they could do anything.
  private mutating func lookIfDue() {
    let promise = experiment.promise
    guard let planned = promise.plannedCount, promise.windowSeconds != nil, looks.count < promise.looksCount else {
      return
    }
    let due = Double(planned) * Double(looks.count + 1) / Double(promise.looksCount)
    guard Double(completeCount) >= due else { return }
    let outcomes = outcomes(.planned(.obrienFleming), completeOnly: true, places: false)
    let analysis = outcomes.analysis(earlierCounts: looks.map(\.unitsCount))
    looks.append(
      PlannedLookReading(unitsCount: Double(completeCount), atSeconds: nowSeconds, analysis: analysis))
  }
}
