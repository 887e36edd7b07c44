import Decisions
import Times

/// A channel of an export.
public struct SendChannel: Hashable, Sendable {
  /// Its name as written.
  public var name: String
  /// What it is; nothing where the name does not tell, and no law is then applied to it.
  public var kind: ChannelKind?
  /// The pressure of one message, in hundredths of a plain e-mail.
  public var weightHundredths: Int

  /// Makes a channel; unless said otherwise the name tells the rest.
  public init(name: String, kind: ChannelKind? = nil, weightHundredths: Int? = nil) {
    self.name = name
    self.kind = kind ?? SendWords.channelKind(name)
    self.weightHundredths = weightHundredths ?? SendWords.weightHundredths(self.kind)
  }
}

/// A purpose of an export.
public struct SendPurpose: Hashable, Sendable {
  /// Its name as written.
  public var name: String
  /// What it is.
  public var nature: SendNature

  /// Makes a purpose; unless said otherwise the name tells the nature.
  public init(name: String, nature: SendNature? = nil) {
    self.name = name
    self.nature = nature ?? SendWords.nature(name)
  }
}

/// A template of an export.
public struct SendTemplate: Hashable, Sendable {
  /// Its name, or the beginning of its subject or text where it has none.
  public var name: String
  /// Subject and text, as the first row that had them wrote them; empty where there are none.
  public var text: String

  /// Makes a template.
  public init(name: String, text: String = "") {
    self.name = name
    self.text = text
  }
}

/// What sends of one sort share: positions in the lists of ``PastSends``.
public struct SendKind: Hashable, Sendable {
  /// Who wrote.
  public var service: Int
  /// On which channel.
  public var channel: Int
  /// What for.
  public var purpose: Int
  /// With which template; −1: nobody said.
  public var template: Int

  /// Makes a kind.
  public init(service: Int, channel: Int, purpose: Int, template: Int = -1) {
    self.service = service
    self.channel = channel
    self.purpose = purpose
    self.template = template
  }
}

/// Where a recipient may be: one country and one zone.
public struct PlaceHypothesis: Hashable, Sendable {
  /// ISO 3166-1; empty: unknown, and no law is then applied.
  public var country: String
  /// ISO 3166-2; empty: unknown, and a rule of any region may then hold.
  public var region: String
  /// A position in ``PastSends/zones``.
  public var zone: Int

  /// Makes a hypothesis.
  public init(country: String, region: String = "", zone: Int) {
    self.country = country
    self.region = region
    self.zone = zone
  }
}

/// All that is known of where recipients of some sends are.
public struct SendPlace: Hashable, Sendable {
  /// Every place where they may be; at least one.
  public var hypotheses: [PlaceHypothesis]
  /// The zone whose days are counted: theirs where it is certain, that of the audit elsewhere.
  public var countingZone: Int

  /// Makes a place.
  public init(hypotheses: [PlaceHypothesis], countingZone: Int) {
    self.hypotheses = hypotheses
    self.countingZone = countingZone
  }
}

/// One past send, in numbers.
public struct PastSend: Hashable, Sendable {
  /// The number of the person, from 0.
  public var person: UInt32
  /// Seconds since 1970-01-01T00:00:00Z.
  public var seconds: UInt32
  /// A position in ``PastSends/kinds``.
  public var kind: UInt32
  /// A position in ``PastSends/places``.
  public var place: UInt16
  /// What it came to.
  public var answers: SendAnswers
  /// What it cost, in ten-thousandths of money.
  public var cost: UInt32
  /// Whether only the day is known.
  public var isDateOnly: Bool

  /// Makes a send.
  public init(
    person: UInt32, seconds: UInt32, kind: UInt32, place: UInt16 = 0, answers: SendAnswers = [], cost: UInt32 = 0,
    isDateOnly: Bool = false
  ) {
    self.person = person
    self.seconds = seconds
    self.kind = kind
    self.place = place
    self.answers = answers
    self.cost = cost
    self.isDateOnly = isDateOnly
  }
}

/// Past sends in columns, 16 to 20 bytes each, in any order.
public struct PastSends: Sendable {
  private static let dateOnlyBit: UInt8 = 0x80

  /// Who wrote.
  public var services: [String] = []
  /// On which channels.
  public var channels: [SendChannel] = []
  /// What for.
  public var purposes: [SendPurpose] = []
  /// With which templates.
  public var templates: [SendTemplate] = []
  /// What sends share.
  public var kinds: [SendKind] = []
  /// Where recipients may be.
  public var places: [SendPlace] = []
  /// The zones that places name.
  public var zones: [Zone] = [.utc]
  /// Which answers the export can tell at all.
  public var knownAnswers: SendAnswers = []
  /// Whether the export says what sends cost.
  public var hasCosts = false

  /// How many people there are: one more than the greatest number.
  public private(set) var personCount = 0
  private var persons: [UInt32] = []
  private var seconds: [UInt32] = []
  private var kindNumbers: [UInt32] = []
  private var placeNumbers: [UInt16] = []
  private var flags: [UInt8] = []
  private var costs: [UInt32] = []

  /// Makes an empty list.
  public init() {}

  /// How many sends there are, copies included.
  public var count: Int { persons.count }

  /// Adds a send.
  public mutating func append(_ send: PastSend) {
    persons.append(send.person)
    seconds.append(send.seconds)
    kindNumbers.append(send.kind)
    placeNumbers.append(send.place)
    flags.append(send.answers.rawValue | (send.isDateOnly ? PastSends.dateOnlyBit : 0))
    if hasCosts { costs.append(send.cost) }
    personCount = max(personCount, Int(send.person) + 1)
  }

  /// The send at a place of the list.
  public subscript(index: Int) -> PastSend {
    PastSend(
      person: persons[index], seconds: seconds[index], kind: kindNumbers[index], place: placeNumbers[index],
      answers: SendAnswers(rawValue: flags[index] & ~PastSends.dateOnlyBit), cost: hasCosts ? costs[index] : 0,
      isDateOnly: flags[index] & PastSends.dateOnlyBit != 0)
  }

  /// Gives kinds and places new numbers.
  mutating func renumber(kinds newKinds: [Int], places newPlaces: [Int]) {
    for index in kindNumbers.indices { kindNumbers[index] = UInt32(newKinds[Int(kindNumbers[index])]) }
    for index in placeNumbers.indices { placeNumbers[index] = UInt16(newPlaces[Int(placeNumbers[index])]) }
  }

  /// The places of each person's sends: person p has those of `order` from `starts[p]` up to, not including,
  /// `starts[p + 1]`.
  func byPerson() -> (order: [UInt32], starts: [UInt32]) {
    var starts = [UInt32](repeating: 0, count: personCount + 1)
    for person in persons { starts[Int(person) + 1] += 1 }
    for person in 0..<personCount { starts[person + 1] += starts[person] }
    var next = starts
    var order = [UInt32](repeating: 0, count: count)
    for (index, person) in persons.enumerated() {
      order[Int(next[Int(person)])] = UInt32(index)
      next[Int(person)] += 1
    }
    return (order, starts)
  }
}
