import Decisions
import Times

/// What past sends say: how much people heard, from whom, when, and which thresholds follow.
///
/// It depends on what was sent alone, not on the order of the rows.
public struct Audit: Sendable {
  /// The sends that were looked at.
  public let sends: PastSends
  /// How many sends there are without copies.
  public private(set) var sendCount = 0
  /// Rows that say again what another said.
  public private(set) var copyCount = 0
  /// People with a send.
  public private(set) var people = 0
  /// Sends that are not surely service or legal.
  public private(set) var marketingCount = 0
  /// Sends whose purpose is not known; among the marketing ones.
  public private(set) var unknownPurposeCount = 0
  /// Sends of which only the day is known.
  public private(set) var dateOnlyCount = 0
  /// The first and the last local day.
  public private(set) var days: ClosedRange<Int>?
  /// How many messages each person got in all.
  public private(set) var totals = Histogram()
  /// Pressure: everything and marketing, by day, week and month.
  public private(set) var pressures: [Pressure]
  /// Time between messages: everything and marketing.
  public private(set) var gaps: [Gaps]
  /// Offers and newsletters that came too soon.
  public private(set) var pauses = Pauses()
  /// Services that met at one person on one day.
  public private(set) var collisions: Collisions
  /// What broke the law.
  public private(set) var breaches: LawBreaches
  /// Who sends what.
  public private(set) var frequencies: Frequencies
  /// Templates that could be one.
  public private(set) var templates: TemplateFindings
  /// What caps would have done.
  public private(set) var thresholds = Thresholds()
  /// What is proposed.
  public private(set) var proposal: Proposal

  private var intrusive = IntrusiveHours()

  /// Looks at past sends. Takes time in proportion to them, but for the sorting of each person's.
  public init(_ sends: PastSends, law: LawBook) {
    self.sends = sends
    pressures = SendGroup.allCases.flatMap { group in CalendarWindow.allCases.map { Pressure(group, $0) } }
    gaps = SendGroup.allCases.map(Gaps.init)
    collisions = Collisions(serviceCount: sends.services.count)
    breaches = LawBreaches(law)
    frequencies = Frequencies(channelCount: sends.channels.count)
    templates = TemplateFindings(templateCount: sends.templates.count)
    proposal = Proposal(Thresholds(), knownAnswers: [])
    let walk = PersonWalk(sends)
    var copies = 0
    copies = walk.forEach { person, own in take(person, own, walk) }
    copyCount = copies
    collisions.finish()
    breaches.finish()
    frequencies.finish()
    templates.finish(sends)
    var proposed = Proposal(thresholds, knownAnswers: sends.knownAnswers)
    proposed.quietHours = intrusive.choice
    var trial = ProposalTrial(proposed)
    walk.forEach { _, own in trial.add(own, walk) }
    proposal = trial.proposal
  }

  private mutating func take(_ person: Int, _ own: [AuditedSend], _ walk: PersonWalk) {
    people += 1
    sendCount += own.count
    totals.add(own.count)
    frequencies.add(person: person, own, walk.facts)
    breaches.add(person: person, own, walk)
    templates.add(own, walk.facts)
    thresholds.add(own, walk.facts)
    intrusive.add(own, walk.facts)
    takeDays(person, own, walk.facts)
    takeGaps(own, walk.facts)
  }

  private mutating func takeDays(_ person: Int, _ own: [AuditedSend], _ facts: [KindFacts]) {
    // Zones may differ from send to send, so local days need not ascend with time.
    let ordered = own.sorted { ($0.localDay, facts[$0.kind].service) < ($1.localDay, facts[$1.kind].service) }
    if let first = ordered.first?.localDay, let last = ordered.last?.localDay {
      days = min(first, days?.lowerBound ?? first)...max(last, days?.upperBound ?? last)
    }
    collisions.add(person: person, ordered.map { ($0.localDay, facts[$0.kind].service) })
    let marketing = ordered.filter { facts[$0.kind].nature.isMarketing }
    for place in pressures.indices {
      let group = pressures[place].group == .all ? ordered : marketing
      pressures[place].add(group.map { ($0.localDay, facts[$0.kind].weightHundredths) })
    }
    func daysOf(_ nature: SendNature) -> [Int] {
      ordered.filter { facts[$0.kind].nature == nature }.map(\.localDay)
    }
    pauses.add(promotionDays: daysOf(.promotion), newsletterDays: daysOf(.newsletter))
    marketingCount += marketing.count
    unknownPurposeCount += own.count { facts[$0.kind].nature == .unknown }
    dateOnlyCount += own.count(where: \.isDateOnly)
  }

  private mutating func takeGaps(_ own: [AuditedSend], _ facts: [KindFacts]) {
    for place in gaps.indices {
      var before: UInt32?
      for send in own where gaps[place].group == .all || facts[send.kind].nature.isMarketing {
        if let before { gaps[place].hours.add(Int(send.seconds - before) / 3_600) }
        before = send.seconds
      }
    }
  }
}
