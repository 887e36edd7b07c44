import Decisions

/// Why a threshold is proposed.
public enum ProposalBasis: String, Sendable {
  /// It costs few clicks, and what it holds back surely answers less than the rest.
  case clicks
  /// The same, by opens: nobody clicked.
  case opens
  /// It holds few messages back; answers are not given, or do not tell.
  case distribution
}

/// A threshold that is proposed, with what it alone would have done.
public struct ProposedLimit: Hashable, Sendable {
  /// The cap and its effect.
  public let trial: CapTrial
  /// Why.
  public let basis: ProposalBasis
}

/// Quiet hours that are proposed.
public struct ProposedQuietHours: Hashable, Sendable {
  /// The local hour from which on nothing intrusive is sent.
  public let fromHour: Int
  /// The local hour of the next morning at which that ends.
  public let toHour: Int
  /// Intrusive marketing sends of which the hour is known, and those of them that would have waited.
  public internal(set) var moved: Rate
  /// The people whose messages would have waited.
  public internal(set) var people: Int
}

/// Thresholds that follow from the past, and what they would have done together.
public struct Proposal: Sendable {
  /// Held-back messages may have brought this share of all answers.
  public static let answersLostMax = 0.05
  /// Without answers, this share of messages may be held back.
  public static let heldMax = 0.10
  /// Held-back messages that were measured; fewer tell nothing.
  public static let measuredMin = 100
  /// The channels for which quiet hours are proposed: those that ring or buzz.
  public static let intrusiveKinds: [ChannelKind] = [.sms, .rcs, .push, .webPush, .whatsapp, .call]

  /// Caps, by window ascending; a cap that another one implies is left out.
  public internal(set) var caps: [ProposedLimit] = []
  /// The least time between two marketing messages.
  public internal(set) var spacing: ProposedLimit?
  /// When nothing intrusive is sent.
  public internal(set) var quietHours: ProposedQuietHours?
  /// What caps and spacing would have held back together.
  public internal(set) var held = AnswerCounts()
  /// The people to whom something would not have been sent.
  public internal(set) var heldPeople = 0

  /// Chooses caps and the spacing from what each would have done.
  init(_ thresholds: Thresholds, knownAnswers: SendAnswers) {
    let total = thresholds.total
    guard total.sends > 0 else { return }
    for days in Thresholds.windowsDays {
      // From the strictest on: the first that costs little enough.
      let window = thresholds.caps.filter { $0.windowSeconds == days * 86_400 }
      if let limit = Proposal.choose(window, total, knownAnswers) { caps.append(limit) }
    }
    // A pause of two days and more is a cap, and stands among those.
    spacing = Proposal.choose(
      thresholds.spacings.filter { $0.windowSeconds <= 48 * 3_600 }.reversed(), total, knownAnswers)
    leaveOutWhatIsImplied()
  }

  private static func choose(
    _ trials: some Sequence<CapTrial>, _ total: AnswerCounts, _ known: SendAnswers
  ) -> ProposedLimit? {
    let trials = Array(trials)
    var answers: [(basis: ProposalBasis, rate: (AnswerCounts) -> Rate)] = []
    if known.contains(.clicked), total.clicked > 0 { answers.append((.clicks, { $0.clicks })) }
    if answers.isEmpty, known.contains(.opened), total.opened > 0 { answers.append((.opens, { $0.opens })) }
    for (basis, rate) in answers {
      let found = trials.first { trial in
        let (held, kept) = (rate(trial.held), rate(total - trial.held))
        return held.count >= measuredMin && held.interval.upperBound < kept.interval.lowerBound
          && Double(held.hits) <= answersLostMax * Double(rate(total).hits)
      }
      if let found { return ProposedLimit(trial: found, basis: basis) }
    }
    // A cap that nobody met says nothing.
    return trials.first { $0.held.sends > 0 && Double($0.held.sends) <= heldMax * Double(total.sends) }
      .map { ProposedLimit(trial: $0, basis: .distribution) }
  }

  /// A shorter window that allows no more even when it is used up again and again makes a longer one idle.
  private mutating func leaveOutWhatIsImplied() {
    var kept: [ProposedLimit] = []
    let spacings = spacing.map { [$0] } ?? []
    for limit in caps {
      let isImplied = (spacings + kept).contains { other in
        let rounds = (limit.trial.windowSeconds + other.trial.windowSeconds - 1) / other.trial.windowSeconds
        return other.trial.max * rounds <= limit.trial.max
      }
      if !isImplied { kept.append(limit) }
    }
    caps = kept
  }
}

/// The second look at the past: what all that is proposed would have done together.
struct ProposalTrial {
  private let limits: [(max: Int, windowSeconds: Int)]
  private(set) var proposal: Proposal
  /// Intrusive marketing sends by local hour, for quiet hours; and of whom.
  private var kept: [UInt32] = []

  init(_ proposal: Proposal) {
    self.proposal = proposal
    limits = (proposal.caps + (proposal.spacing.map { [$0] } ?? [])).map { ($0.trial.max, $0.trial.windowSeconds) }
  }

  /// Adds a person's sends.
  mutating func add(_ sends: [AuditedSend], _ walk: PersonWalk) {
    addLimits(sends, walk)
    addQuietHours(sends, walk)
  }

  private mutating func addLimits(_ sends: [AuditedSend], _ walk: PersonWalk) {
    guard !limits.isEmpty else { return }
    kept.removeAll(keepingCapacity: true)
    let before = proposal.held.sends
    for send in sends where walk.facts[send.kind].nature.isMarketing {
      let isHeld = limits.contains { limit in
        kept.count >= limit.max && Int(send.seconds) - Int(kept[kept.count - limit.max]) < limit.windowSeconds
      }
      if isHeld {
        proposal.held.add(send.answers, isMeasured: walk.facts[send.kind].isMeasured)
      } else {
        kept.append(send.seconds)
      }
    }
    if proposal.held.sends > before { proposal.heldPeople += 1 }
  }

  private mutating func addQuietHours(_ sends: [AuditedSend], _ walk: PersonWalk) {
    guard var quiet = proposal.quietHours else { return }
    let before = quiet.moved.hits
    for send in sends where IntrusiveHours.concerns(walk.facts[send.kind]) && !send.isDateOnly {
      quiet.moved.count += 1
      // As a charter has it: closed where it is closed in any plausible zone.
      let isQuiet = walk.sends.places[send.place].hypotheses.contains { place in
        let hour = walk.local(send.seconds, zone: place.zone).second / 3_600
        return hour >= quiet.fromHour || hour < quiet.toHour
      }
      if isQuiet { quiet.moved.hits += 1 }
    }
    if quiet.moved.hits > before { quiet.people += 1 }
    proposal.quietHours = quiet
  }
}

/// Intrusive marketing sends by local hour, from which quiet hours are chosen.
struct IntrusiveHours {
  private var byHour = [Int](repeating: 0, count: 24)

  static func concerns(_ facts: KindFacts) -> Bool {
    facts.nature.isMarketing && facts.channelKind.map(Proposal.intrusiveKinds.contains) ?? false
  }

  mutating func add(_ sends: [AuditedSend], _ facts: [KindFacts]) {
    for send in sends where IntrusiveHours.concerns(facts[send.kind]) && !send.isDateOnly {
      byHour[send.localSecond / 3_600] += 1
    }
  }

  /// The longest quiet hours that let at most ``Proposal/heldMax`` of the messages wait; the shortest where all let more.
  var choice: ProposedQuietHours? {
    let total = byHour.reduce(0, +)
    guard total > 0 else { return nil }
    let pairs = [(20, 9), (20, 8), (21, 9), (21, 8), (22, 8), (22, 7)]
    let chosen = pairs.first { from, to in
      let waiting = byHour[from...].reduce(0, +) + byHour[..<to].reduce(0, +)
      return Double(waiting) <= Proposal.heldMax * Double(total)
    }
    guard let (from, to) = chosen ?? pairs.last else { return nil }
    return ProposedQuietHours(fromHour: from, toHour: to, moved: Rate(), people: 0)
  }
}
