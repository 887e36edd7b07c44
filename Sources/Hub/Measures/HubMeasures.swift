import Decisions
import Learning
import Synchronization

/// What the hub counts and measures; written from many threads, read by the metrics page.
public final class HubMeasures: Sendable {
  /// Decisions by fate: the numbers of ``fates``.
  private let decisions = Counters()
  private let decisionSeconds = Histogram(Histogram.secondBounds)
  private let groupCommits = Histogram(Histogram.countBounds)
  private let groupSeconds = Histogram(Histogram.secondBounds)
  private let lostGroups = Atomic<Int>(0)
  private let happenings = Atomic<Int>(0)
  private let duplicates = Atomic<Int>(0)
  private let unusable = Mutex<[String: Int]>([:])
  private let feedback = Counters()
  private let handovers = Mutex<[String: Int]>([:])
  private let looks = Atomic<Int>(0)
  private let failedLooks = Atomic<Int>(0)
  private let journeyNews = Counters()
  private let abandoned = Mutex<[String: Int]>([:])
  private let occasionSeconds = Histogram(Histogram.secondBounds)
  private let waitingCommits = Atomic<Int>(0)
  private let residentCustomers = Atomic<Int>(0)
  private let waitingMessages = Mutex<[String: Int]>([:])
  private let clockDeviationSeconds = Mutex(0.0)
  private let learned = Mutex<(counts: LearningCounts, entriesBehind: Int64, regret: Estimate?)?>(nil)
  private let coldLoadSeconds = Histogram(Histogram.secondBounds)

  /// Places among ``decisions``: 0 is contact, the others are reasons of silence in the order of their codes.
  private static let fates: [(reason: Reason?, name: String)] =
    [(nil, "contact")] + Reason.allCases.map { ($0, $0.name) }
  private static let places: [UInt8] = {
    var places = [UInt8](repeating: 0, count: 1 + Int(Reason.allCases.map(\.rawValue).max() ?? 0))
    for (place, fate) in fates.enumerated() {
      if let reason = fate.reason { places[Int(reason.rawValue)] = UInt8(clamping: place) }
    }
    return places
  }()

  /// Nothing has happened yet.
  public init() {}

  /// A decision was made: `nil` for contact, else the reason of silence.
  public func countDecision(_ silence: Reason?, seconds: Double) {
    decisions.add(to: silence.map { Int(HubMeasures.places[Int($0.rawValue)]) } ?? 0)
    decisionSeconds.add(seconds)
  }

  /// A group of commits went to disk, or did not.
  public func countGroup(commits: Int, seconds: Double, isWritten: Bool) {
    guard isWritten else {
      lostGroups.wrappingAdd(1, ordering: .relaxed)
      return
    }
    groupCommits.add(Double(commits))
    groupSeconds.add(seconds)
  }

  /// Happenings were taken.
  public func countHappenings(_ count: Int, duplicates: Int) {
    happenings.wrappingAdd(count, ordering: .relaxed)
    self.duplicates.wrappingAdd(duplicates, ordering: .relaxed)
  }

  /// Something that was told was accepted and cannot be used.
  /// - Parameter reason: a word of a closed list: it becomes a label.
  public func countUnusable(_ reason: String, _ count: Int) {
    unusable.withLock { $0[reason, default: 0] += count }
  }

  /// News of contacts was taken.
  public func countFeedback(_ kind: FeedbackKind) { feedback.add(to: Int(kind.rawValue)) }

  /// A message was examined at hand-over, or answered.
  /// - Parameter result: a word of a closed list: it becomes a label.
  func countHandover(_ result: String) { handovers.withLock { $0[result, default: 0] += 1 } }

  /// Somebody's journeys were looked at.
  func countLook() { looks.wrappingAdd(1, ordering: .relaxed) }

  /// Somebody's journeys could not be looked at; they are again.
  func countLookFailed() { failedLooks.wrappingAdd(1, ordering: .relaxed) }

  /// What journeys came to.
  func count(_ news: [JourneyRecord.News]) {
    for one in news {
      journeyNews.add(to: Int(one.kind.rawValue))
      if one.kind == .abandoned { countAbandoned(one.reason) }
    }
  }

  /// An occasion was given up.
  /// - Parameter reason: a word of a closed list: it becomes a label.
  func countAbandoned(_ reason: String) { abandoned.withLock { $0[reason, default: 0] += 1 } }

  /// An occasion was decided.
  /// - Parameter seconds: from the commit of what led to it, or from when its timer was found due.
  func countOccasion(seconds: Double) { occasionSeconds.add(seconds) }

  /// Calls that wait for the disk.
  public func set(waitingCommits: Int) { self.waitingCommits.store(waitingCommits, ordering: .relaxed) }

  /// Customers in memory.
  public func set(residentCustomers: Int) { self.residentCustomers.store(residentCustomers, ordering: .relaxed) }

  /// Messages that wait in the outbox, by channel. A channel that had some before and is not among them has none.
  public func set(waitingMessages counts: [String: Int]) {
    waitingMessages.withLock { known in
      for channel in known.keys { known[channel] = 0 }
      known.merge(counts) { $1 }
    }
  }

  /// How far the machine's clock is ahead of the hub's, in seconds.
  public func set(clockDeviationSeconds seconds: Double) { clockDeviationSeconds.withLock { $0 = seconds } }

  /// What was learned so far, how many entries of the log are still to be read, and what silence lost, in money.
  func set(learned counts: LearningCounts, entriesBehind: Int64, regret: Estimate?) {
    learned.withLock { $0 = (counts, entriesBehind, regret) }
  }

  /// A customer had to be read from the store.
  public func countColdLoad(seconds: Double) { coldLoadSeconds.add(seconds) }

  // MARK: The page

  /// Writes everything onto a page.
  public func write(to page: inout MetricsPage) {
    page.begin("decisions_total", .counter, "Decisions made, by fate: contact, or the reason of silence.")
    for (place, fate) in HubMeasures.fates.enumerated() where place == 0 || decisions[place] > 0 {
      page.sample("decisions_total", [("fate", fate.name)], Double(decisions[place]))
    }
    page.begin("decision_seconds", .histogram, "Time to decide in memory; the disk is not in it.")
    page.samples("decision_seconds", of: decisionSeconds)
    page.begin("commit_group_commits", .histogram, "Commits written with one sync of the disk.")
    page.samples("commit_group_commits", of: groupCommits)
    page.begin("commit_group_seconds", .histogram, "Time to write a group of commits and sync the disk.")
    page.samples("commit_group_seconds", of: groupSeconds)
    page.single(
      "commit_group_failures_total", .counter, "Groups of commits that could not be written.",
      Double(lostGroups.load(ordering: .relaxed)))
    page.single(
      "commits_waiting", .gauge, "Commits that wait for the disk.", Double(waitingCommits.load(ordering: .relaxed)))
    page.single(
      "happenings_total", .counter, "Events and changes of customers that were taken.",
      Double(happenings.load(ordering: .relaxed)))
    page.single(
      "happenings_duplicate_total", .counter, "Events and changes that had come before, and did nothing.",
      Double(duplicates.load(ordering: .relaxed)))
    page.begin(
      "happenings_unusable_total", .counter, "Tracked events or traits that were accepted and left out, by reason.")
    for (reason, count) in unusable.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      page.sample("happenings_unusable_total", [("reason", reason)], Double(count))
    }
    page.begin("feedback_total", .counter, "News of contacts that was taken, by kind.")
    for kind in FeedbackKind.allCases {
      page.sample("feedback_total", [("kind", kind.name)], Double(feedback[Int(kind.rawValue)]))
    }
    writeJourneys(to: &page)
    writeLearning(to: &page)
    page.single(
      "customers_resident", .gauge, "Customers kept in memory.", Double(residentCustomers.load(ordering: .relaxed)))
    page.begin("handovers_total", .counter, "Messages examined at hand-over and answers of providers, by result.")
    for (result, count) in handovers.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      page.sample("handovers_total", [("result", result)], Double(count))
    }
    page.begin("outbox_messages", .gauge, "Messages that were decided and wait to be handed over, by channel.")
    for (channel, count) in waitingMessages.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      page.sample("outbox_messages", [("channel", channel)], Double(count))
    }
    page.single(
      "clock_deviation_seconds", .gauge, "How far the machine's clock is ahead of the hub's; negative: behind.",
      clockDeviationSeconds.withLock { $0 })
    page.begin("cold_load_seconds", .histogram, "Time to read a customer from the store who was not in memory.")
    page.samples("cold_load_seconds", of: coldLoadSeconds)
  }

  /// Only where something learns.
  private func writeLearning(to page: inout MetricsPage) {
    guard let (counts, entriesBehind, regret) = learned.withLock({ $0 }) else { return }
    page.begin("learned_total", .counter, "What was learned from, by kind.")
    let kinds = [
      ("accepted", counts.accepted), ("unanswered", counts.unanswered), ("contact", counts.contacts),
      ("trial", counts.trials), ("late", counts.late), ("unattributed", counts.unattributed),
      ("damaged", counts.damaged),
    ]
    for (kind, count) in kinds { page.sample("learned_total", [("kind", kind)], Double(count)) }
    if let regret {
      page.single(
        "abstention_regret", .gauge, "What silence lost on average where it was preferred, in money; below 0: saved.",
        regret.mean)
      page.single("abstention_regret_error", .gauge, "The standard error of that.", regret.deviation)
    }
    page.single(
      "learning_entries_behind", .gauge, "Entries of the log that are still to be learned from.", Double(entriesBehind))
  }

  private func writeJourneys(to page: inout MetricsPage) {
    page.single(
      "journey_looks_total", .counter, "How often somebody's journeys were looked at.",
      Double(looks.load(ordering: .relaxed)))
    page.single(
      "journey_looks_failed_total", .counter, "How often that could not be done; it is done again.",
      Double(failedLooks.load(ordering: .relaxed)))
    page.begin("journey_news_total", .counter, "What journeys came to, by kind.")
    for kind in JourneyRecord.News.Kind.allCases {
      page.sample("journey_news_total", [("kind", kind.name)], Double(journeyNews[Int(kind.rawValue)]))
    }
    page.begin("occasions_abandoned_total", .counter, "Occasions that were not opened, or not decided, by reason.")
    for (reason, count) in abandoned.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      page.sample("occasions_abandoned_total", [("reason", reason)], Double(count))
    }
    page.begin(
      "occasion_seconds", .histogram,
      "Time from what led to an occasion, on disk, to its decision, on disk.")
    page.samples("occasion_seconds", of: occasionSeconds)
  }
}
