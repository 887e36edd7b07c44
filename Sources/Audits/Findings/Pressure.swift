import Times

/// Which sends are counted.
public enum SendGroup: String, CaseIterable, Sendable {
  /// Every send.
  case all
  /// Those that are not surely service or legal.
  case marketing
}

/// How much people hear in days, weeks from Monday on, or months.
public struct Pressure: Hashable, Sendable {
  /// Of which sends.
  public let group: SendGroup
  /// In which stretches of the local calendar.
  public let window: CalendarWindow
  /// Each person's busiest stretch, in messages; people who got none are left out.
  public internal(set) var busiest = Histogram()
  /// The same in hundredths of weight.
  public internal(set) var busiestWeight = Histogram()
  /// Each stretch in which a person got something, in messages.
  public internal(set) var stretches = Histogram()

  init(_ group: SendGroup, _ window: CalendarWindow) {
    self.group = group
    self.window = window
  }

  /// Adds a person's sends: local days ascending, with the weight of each.
  mutating func add(_ days: [(day: Int, weight: Int)]) {
    guard !days.isEmpty else { return }
    var (most, mostWeight) = (0, 0)
    var start = 0
    while start < days.count {
      let key = self.key(days[start].day)
      var end = start
      var weight = 0
      while end < days.count, self.key(days[end].day) == key {
        weight += days[end].weight
        end += 1
      }
      stretches.add(end - start)
      most = max(most, end - start)
      mostWeight = max(mostWeight, weight)
      start = end
    }
    busiest.add(most)
    busiestWeight.add(mostWeight)
  }

  /// The number of the stretch that a day lies in.
  private func key(_ day: Int) -> Int {
    switch window {
    case .day: return day
    // 1970-01-01 was a Thursday.
    case .week: return (day + 3) / 7
    case .month:
      let date = CivilDate(daysSince1970: day)
      return Int(date.year) * 12 + Int(date.month)
    }
  }
}

/// How long people are left alone between two messages.
public struct Gaps: Hashable, Sendable {
  /// Of which sends.
  public let group: SendGroup
  /// Whole hours between one send and the next to the same person.
  public internal(set) var hours = Histogram()

  /// The bounds between the classes that reports show, in hours.
  public static let boundsHours = [1, 24, 48, 72, 168, 336, 720]

  init(_ group: SendGroup) { self.group = group }

  /// How many gaps lie in each class: below the first bound, between each two, and from the last on.
  public var classes: [Int] {
    var counts = [Int](repeating: 0, count: Gaps.boundsHours.count + 1)
    for (value, occurrences) in hours.ascending {
      counts[Gaps.boundsHours.firstIndex { value < $0 } ?? Gaps.boundsHours.count] += occurrences
    }
    return counts
  }
}

/// Offers without a pause, and newsletters beyond a weekly one.
public struct Pauses: Hashable, Sendable {
  /// The pause that offers need, unless something else was found out, in local days.
  public static let promotionDays = 14
  /// The pause that newsletters need, in local days.
  public static let newsletterDays = 7

  /// Offers sent, and those that came fewer than ``promotionDays`` after the one before.
  public internal(set) var promotions = Rate()
  /// People who got an offer, and those of them who got one too early.
  public internal(set) var promotionPeople = Rate()
  /// The longest run of offers without a pause, of each person who got one.
  public internal(set) var longestRuns = Histogram()
  /// Newsletters sent, and those that came fewer than ``newsletterDays`` after the one before.
  public internal(set) var newsletters = Rate()
  /// People who got a newsletter, and those of them who got one too early.
  public internal(set) var newsletterPeople = Rate()

  /// Adds a person's offers and newsletters, local days ascending.
  mutating func add(promotionDays: [Int], newsletterDays: [Int]) {
    let early = Pauses.early(promotionDays, Pauses.promotionDays)
    promotions = promotions + Rate(hits: early.count, count: promotionDays.count)
    if !promotionDays.isEmpty {
      promotionPeople = promotionPeople + Rate(hits: early.count > 0 ? 1 : 0, count: 1)
      longestRuns.add(early.longestRun)
    }
    let late = Pauses.early(newsletterDays, Pauses.newsletterDays)
    newsletters = newsletters + Rate(hits: late.count, count: newsletterDays.count)
    if !newsletterDays.isEmpty { newsletterPeople = newsletterPeople + Rate(hits: late.count > 0 ? 1 : 0, count: 1) }
  }

  private static func early(_ days: [Int], _ pause: Int) -> (count: Int, longestRun: Int) {
    var (count, run, longest) = (0, 1, days.isEmpty ? 0 : 1)
    for place in days.indices.dropFirst() {
      let isEarly = days[place] - days[place - 1] < pause
      count += isEarly ? 1 : 0
      run = isEarly ? run + 1 : 1
      longest = max(longest, run)
    }
    return (count, longest)
  }
}
