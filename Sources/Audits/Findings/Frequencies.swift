import Times

/// What one service sends on one channel.
public struct ServiceChannel: Hashable, Sendable {
  /// A position in ``PastSends/services``.
  public let service: Int
  /// A position in ``PastSends/channels``.
  public let channel: Int
  /// What its sends came to.
  public internal(set) var answers = AnswerCounts()
  /// Sends that are not surely service or legal.
  public internal(set) var marketing = 0
  /// How many people got something.
  public internal(set) var people = 0
  /// What it cost, in ten-thousandths of money.
  public internal(set) var cost = 0
}

/// What each service sends on each channel, and when in the day.
public struct Frequencies: Sendable {
  /// Services and channels with a send, services in their order, then channels in theirs.
  public internal(set) var rows: [ServiceChannel] = []
  /// Sends of which the hour is known, by local hour.
  public internal(set) var byHour = [Int](repeating: 0, count: 24)
  /// Those of them that are not surely service or legal.
  public internal(set) var marketingByHour = [Int](repeating: 0, count: 24)

  private var numbers: [Int: Int] = [:]
  private var lastPersons: [Int] = []
  private let channelCount: Int

  init(channelCount: Int) { self.channelCount = channelCount }

  /// Adds a person's sends.
  mutating func add(person: Int, _ sends: [AuditedSend], _ facts: [KindFacts]) {
    for send in sends {
      let fact = facts[send.kind]
      let row = number(fact.service, fact.channel)
      rows[row].answers.add(send.answers, isMeasured: fact.isMeasured)
      rows[row].cost += send.cost
      if fact.nature.isMarketing { rows[row].marketing += 1 }
      if lastPersons[row] != person {
        lastPersons[row] = person
        rows[row].people += 1
      }
      guard !send.isDateOnly else { continue }
      byHour[send.localSecond / 3_600] += 1
      if fact.nature.isMarketing { marketingByHour[send.localSecond / 3_600] += 1 }
    }
  }

  private mutating func number(_ service: Int, _ channel: Int) -> Int {
    let key = service * channelCount + channel
    if let known = numbers[key] { return known }
    let number = rows.count
    numbers[key] = number
    rows.append(ServiceChannel(service: service, channel: channel))
    lastPersons.append(-1)
    return number
  }

  /// Puts the rows in order, once everybody was added.
  mutating func finish() { rows.sort { ($0.service, $0.channel) < ($1.service, $1.channel) } }
}
