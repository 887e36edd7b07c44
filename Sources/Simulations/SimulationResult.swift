import Decisions
import Times

/// What a simulation of one charter came to: totals of all customers of the base, with intervals.
public struct SimulationResult: Sendable, Equatable {
  /// How often a limit of all customers was used.
  public struct LimitUse: Hashable, Sendable {
    /// The limit's name.
    public var name: String
    /// Whether units are millionths of money; else contacts.
    public var isMoney: Bool
    /// All that there is in one window.
    public var max: Int64
    /// Windows of which something was used, on average over the replicates.
    public var windows: Double
    /// The share of the fullest window that was used, over all replicates.
    public var shareMax: Double
    /// The share that was used of the windows of which something was, on average.
    public var shareMean: Double
  }

  /// The actions that are counted.
  public let actions: [String]
  /// The charter's channels.
  public let channels: [String]
  /// By what customers are told apart.
  public let groupings: [Grouping]
  /// The first day.
  public let firstDay: CivilDate
  /// How many days were played.
  public let dayCount: Int
  /// How many customers were played.
  public let customerCount: Int
  /// How many customers of the base one of them stands for.
  public let scale: Double
  /// What each run came to, unscaled.
  public let replicates: [SimulationTally]
  /// The limits of all customers.
  public let limits: [LimitUse]
  /// Whether customers contended for something scarce, or a lever steered by all of them, so that parts of them do not vary apart.
  let hasLimits: Bool

  init(_ plan: SimulationPlan, dayCount: Int, _ replicates: [SimulationTally]) {
    actions = plan.actions
    channels = plan.charter.charter.channels.map(\.name)
    groupings = plan.groupings
    firstDay = plan.firstDay
    self.dayCount = dayCount
    customerCount = plan.base.count
    scale = plan.scale
    hasLimits = plan.isPlayedTogether
    self.replicates = replicates
    limits = plan.charter.volumes.map { volume in
      let used = replicates.map { Array(($0.limitUses[volume.name] ?? [:]).values) }
      let all = used.flatMap { $0 }
      let most = Double(volume.max)
      return LimitUse(
        name: volume.name, isMoney: volume.isMoney, max: volume.max,
        windows: Double(all.count) / Double(replicates.count),
        shareMax: most > 0 ? Double(all.max() ?? 0) / most : 0,
        shareMean: most > 0 && !all.isEmpty ? Double(all.reduce(0, +)) / most / Double(all.count) : 0)
    }
  }

  /// The average over the replicates of something that each run has, for the whole base.
  public func mean(_ value: (SimulationTally) -> Int64) -> Double {
    scale * replicates.reduce(0) { $0 + Double(value($1)) } / Double(replicates.count)
  }

  /// What a measure will come to in the base, with the interval in which it will lie nine times of ten.
  public func forecast(_ measure: Measure) -> Interval {
    forecast(total: { $0.total(measure) }, cluster: { $0.total(measure, cluster: $1) }).divided(by: measure.unit)
  }

  /// How many contacts an action will have in the base, with the interval in which that will lie nine times of ten.
  public func forecast(action: Int) -> Interval {
    var interval = forecast(
      total: { $0.contacts(action: action) }, cluster: { $0.contacts(action: action, cluster: $1) })
    interval.low = max(0, interval.low)
    return interval
  }

  /// What some actions will come to together in the base: contacts, or the worth of their answers in money. The spread of
  /// worth is that between replicates alone.
  public func forecast(_ actions: [Int], _ measure: AutomaticLever.Measure) -> Interval {
    guard measure == .volume else {
      let values = replicates.map { run in actions.reduce(0.0) { $0 + Double(run.value(action: $1)) } }
      let mean = values.reduce(0, +) / Double(values.count)
      let deviation = (sampleVariance(values) * (scale + scale * scale / Double(values.count))).squareRoot()
      return Interval(scale * mean, deviation: deviation, degreesOfFreedom: max(1, values.count - 1))
        .divided(by: Measure.value.unit)
    }
    return forecast(
      total: { run in actions.reduce(0) { $0 + run.contacts(action: $1) } },
      cluster: { run, number in actions.reduce(0) { $0 + run.contacts(action: $1, cluster: number) } })
  }

  /// A forecast of one future run.
  ///
  /// What luck does is seen between replicates: in each cluster of customers apart, because they know nothing of one another;
  /// where they contend for something scarce, in the whole. A sample leaves besides open which customers the others are: its
  /// clusters tell how much they differ. With one replicate, clusters stand for both.
  private func forecast(
    total: (SimulationTally) -> Int64, cluster: (SimulationTally, Int) -> Int64
  ) -> Interval {
    let count = Double(replicates.count)
    let totals = replicates.map { Double(total($0)) }
    let mean = totals.reduce(0, +) / count
    var (luck, degrees) = (0.0, 1)
    if replicates.count == 1 {
      (luck, degrees) = (clusterVariance { cluster(replicates[0], $0) }, SimulationTally.clusterCount - 1)
    } else if hasLimits {
      (luck, degrees) = (sampleVariance(totals), replicates.count - 1)
    } else {
      let parts = (0..<SimulationTally.clusterCount).map { number in
        sampleVariance(replicates.map { Double(cluster($0, number)) })
      }
      luck = parts.reduce(0, +)
      degrees = SimulationResult.degreesOfFreedom(ofParts: parts, each: replicates.count - 1)
    }
    var variance = scale * luck + scale * scale * luck / count
    if scale > 1 {
      let between = clusterVariance { number in replicates.reduce(0) { $0 + cluster($1, number) } } / (count * count)
      let sampling = scale * scale * (1 - 1 / scale) * between
      // Each of the two is known as surely as its degrees of freedom say; so is their sum, after Satterthwaite.
      let doubt =
        variance * variance / Double(degrees) + sampling * sampling / Double(SimulationTally.clusterCount - 1)
      variance += sampling
      if doubt > 0 { degrees = max(1, Int(variance * variance / doubt)) }
    }
    return Interval(scale * mean, deviation: variance.squareRoot(), degreesOfFreedom: degrees)
  }

  /// The variance of a total over clusters of customers, as a ratio to their number: clusters have not all the same.
  ///
  /// Source: Cochran, Sampling Techniques, third edition, 1977, section 6.4.
  private func clusterVariance(_ value: (Int) -> Int64) -> Double {
    SimulationResult.clusterVariance(
      (0..<SimulationTally.clusterCount).map { Double(value($0)) },
      sizes: (0..<SimulationTally.clusterCount).map { Double(replicates[0].total(.customers, cluster: $0)) })
  }

  /// How surely a sum of variances is known of which each part is known from a few degrees of freedom: where luck is that of a
  /// few customers, hardly.
  ///
  /// Source: Satterthwaite, "An approximate distribution of estimates of variance components", Biometrics Bulletin 2, 1946.
  static func degreesOfFreedom(ofParts parts: [Double], each degrees: Int) -> Int {
    let sum = parts.reduce(0, +)
    let squares = parts.reduce(0) { $0 + $1 * $1 }
    guard squares > 0 else { return max(1, parts.count * degrees) }
    return max(1, Int(sum * sum / squares * Double(degrees)))
  }

  static func clusterVariance(_ values: [Double], sizes: [Double]) -> Double {
    let size = sizes.reduce(0, +)
    let used = sizes.count { $0 > 0 }
    guard size > 0, used > 1 else { return 0 }
    let ratio = values.reduce(0, +) / size
    let squares = zip(values, sizes).reduce(0) { sum, pair in
      let rest = pair.0 - ratio * pair.1
      return sum + rest * rest
    }
    return squares * Double(used) / Double(used - 1)
  }
}

extension SimulationResult {
  /// One group of a grouping, beside all customers.
  public struct GroupShare: Sendable {
    /// The grouping.
    public var grouping: String
    /// The group.
    public var label: String
    /// Customers of the group that were played.
    public var customers: Int
    /// The share who heard something.
    public var contactedShare: Double
    /// Outbound contacts a customer.
    public var contacts: Double
    /// What their answers were worth, a customer, in money.
    public var value: Double
    /// Weight of outbound contacts a customer, in points.
    public var pressure: Double
    /// The share who heard something, beside the share of everybody else.
    public var ratio: Double
    /// Whether that is below four fifths or above five quarters, and more than luck makes of it.
    ///
    /// Source: the four-fifths rule, 29 CFR 1607.4 D.
    public var isConspicuous: Bool
  }

  /// Everybody by group, so that a charter that leaves somebody out is seen before it is activated.
  public var groupShares: [GroupShare] {
    var first = 0
    return groupings.flatMap { grouping in
      defer { first += grouping.labels.count }
      return grouping.labels.indices.map { share(grouping, $0, first + $0) }
    }
  }

  private func share(_ grouping: Grouping, _ label: Int, _ group: Int) -> GroupShare {
    let runs = Double(replicates.count)
    func own(_ measure: Measure) -> Double {
      replicates.reduce(0) { $0 + Double($1.total(measure, group: group)) } / runs / measure.unit
    }
    func all(_ measure: Measure) -> Double { mean { $0.total(measure) } / scale / measure.unit }
    let customers = own(.customers)
    let others = all(.customers) - customers
    let contacted = customers - own(.unreached)
    let othersContacted = all(.customers) - all(.unreached) - contacted
    let share = customers > 0 ? contacted / customers : 0
    let othersShare = others > 0 ? othersContacted / others : share
    let ratio = othersShare > 0 ? share / othersShare : 1
    let common = (contacted + othersContacted) / max(1, customers + others)
    let deviation = (common * (1 - common) * (1 / max(1, customers) + 1 / max(1, others))).squareRoot()
    return GroupShare(
      grouping: grouping.name, label: grouping.labels[label], customers: Int(customers.rounded()),
      contactedShare: share, contacts: own(.contacts) / max(1, customers), value: own(.value) / max(1, customers),
      pressure: own(.pressure) / max(1, customers), ratio: ratio,
      // Three deviations: dozens of groups are looked at.
      isConspicuous: (ratio < 0.8 || ratio > 1.25) && abs(share - othersShare) > 3 * deviation)
  }
}
