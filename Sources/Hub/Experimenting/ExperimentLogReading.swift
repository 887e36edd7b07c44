import Decisions
import Indicators
import Records
import Times

/// What a report of experiments is about.
public struct ExperimentReportTerms: Sendable {
  /// Who is compared.
  public var population = ExperimentPopulation.exposed
  /// What crosses are made of; empty: none.
  public var dimensions: [ExperimentDimension] = [.segment]
  /// Only this experiment; nothing: all.
  public var name: String?

  /// All experiments, of those exposed, by segments.
  public init() {}
}

/// Turns entries of the log into facts for the experiments in force.
struct ExperimentLogReading {
  private(set) var gatherings: [ExperimentGathering]
  private var known: [CustomerNumber: ExperimentCustomer] = [:]
  private let parser = JSONParser()

  init(_ gatherings: [ExperimentGathering]) { self.gatherings = gatherings }

  /// Takes the next entry of the log. One whose bytes are damaged says nothing.
  mutating func take(_ entry: Entry) {
    let seconds = entry.atMilliseconds.quotientFloored(by: 1000)
    for index in gatherings.indices { gatherings[index].advance(to: seconds) }
    guard let body = try? EntryBody(entry) else { return }
    let customer = entry.customer
    switch body {
    case .decision(let record):
      let fact = ExperimentDecisionFact(
        customer: customer.rawValue, atSeconds: record.at.secondsSince1970, assignments: record.assignments,
        contactsCount: record.mode == .reservation ? record.contacts.count { $0.direction == .outbound } : 0)
      let known = known[customer] ?? ExperimentCustomer()
      for index in gatherings.indices { gatherings[index].decide(fact, of: known) }
    case .feedback(let news):
      guard let fact = NewsFact(news, of: customer) else { return }
      for index in gatherings.indices { gatherings[index].hear(fact) }
    case .event(let event):
      let fact = EventFact(event, of: customer, parser)
      for index in gatherings.indices { gatherings[index].happen(fact) }
    case .merged(let other):
      known[customer] = nil
      for index in gatherings.indices { gatherings[index].merge(customer.rawValue, into: other.rawValue) }
    case .patch(let patch):
      if let household = patch.household { known[customer, default: .init()].household = household }
      if let region = patch.region { known[customer, default: .init()].region = region }
      if let country = patch.country { known[customer, default: .init()].country = country }
    case .snapshot(let profile), .imported(let profile), .absorbed(let profile):
      note(profile, customer)
    case .journeys(let record):
      known[customer, default: .init()].move(
        entered: record.news.filter { $0.kind == .enteredSegment }.map(\.name),
        left: record.news.filter { $0.kind == .leftSegment }.map(\.name))
    }
  }

  /// What a profile says replaces what was known; what it does not say stays.
  private mutating func note(_ profile: Profile, _ customer: CustomerNumber) {
    var one = known[customer] ?? ExperimentCustomer()
    if !profile.household.isEmpty { one.household = profile.household }
    if !profile.region.isEmpty { one.region = profile.region }
    if !profile.country.isEmpty { one.country = profile.country }
    known[customer] = one
  }
}

extension Authority {
  /// What the experiments in force say, from the log.
  ///
  /// Reads the log once from its beginning, because what customers did before they were found makes the comparison sharper; memory grows with
  /// customers. The same log gives the same reports, to the last bit.
  /// - Throws: `experiment.unknown`; the store's codes.
  public func experimentReports(
    _ terms: ExperimentReportTerms = ExperimentReportTerms()
  ) async throws(HubError) -> [ExperimentReport] {
    let all = regimes.current?.loaded.charter.experiments ?? []
    let asked = all.filter { terms.name == nil || terms.name == $0.name }
    if let name = terms.name, asked.isEmpty {
      throw HubError(
        .unknown, "experiment.unknown",
        "the charter in force has no experiment `\(name)`"
          + (all.isEmpty ? "; it has none" : "; it has \(all.map { "`\($0.name)`" }.joined(separator: ", "))"))
    }
    guard !asked.isEmpty else { return [] }
    var reading = ExperimentLogReading(
      asked.map { ExperimentGathering($0, counting: terms.population, by: terms.dimensions) })
    var position = Position.none
    while true {
      let page = try await entries(after: position, countMax: Authority.reportEntriesPerRead)
      guard let end = page.last else { break }
      for entry in page { reading.take(entry) }
      position = end.position
    }
    return reading.gatherings.map { $0.report() }
  }

  /// Entries read at once.
  private static let reportEntriesPerRead = 2_000
}
