import Decisions
import Times

/// One send of a person with what the findings ask of it.
struct AuditedSend {
  var seconds: UInt32
  var kind: Int
  var place: Int
  var answers: SendAnswers
  var cost: Int
  var isDateOnly: Bool
  /// Days since 1970 as local calendars show them, and seconds after midnight as local clocks do.
  var localDay = 0
  var localSecond = 0

  init(_ send: PastSend) {
    seconds = send.seconds
    kind = Int(send.kind)
    place = Int(send.place)
    answers = send.answers
    cost = Int(send.cost)
    isDateOnly = send.isDateOnly
  }
}

/// What a kind of send is, looked up once.
struct KindFacts {
  var service: Int
  var channel: Int
  var template: Int
  var nature: SendNature
  var channelKind: ChannelKind?
  var weightHundredths: Int
  /// Whether the channel reports opens or clicks at all.
  var isMeasured: Bool
}

/// Goes over everybody's sends, person after person, each in the order of time and without copies.
///
/// Two rows of one person, second, service, channel, purpose and template are one send; what either says it came to counts.
struct PersonWalk {
  let sends: PastSends
  let facts: [KindFacts]
  private let order: [UInt32]
  private let starts: [UInt32]

  init(_ sends: PastSends) {
    self.sends = sends
    (order, starts) = sends.byPerson()
    var isMeasured = [Bool](repeating: false, count: sends.channels.count)
    for index in 0..<sends.count {
      let send = sends[index]
      if !send.answers.isDisjoint(with: [.opened, .clicked]) { isMeasured[sends.kinds[Int(send.kind)].channel] = true }
    }
    facts = sends.kinds.map { kind in
      let channel = sends.channels[kind.channel]
      return KindFacts(
        service: kind.service, channel: kind.channel, template: kind.template,
        nature: sends.purposes[kind.purpose].nature, channelKind: channel.kind,
        weightHundredths: channel.weightHundredths, isMeasured: isMeasured[kind.channel])
    }
  }

  /// Gives each person's sends to `body`; returns how many rows were copies.
  @discardableResult
  func forEach(_ body: (Int, [AuditedSend]) -> Void) -> Int {
    var copies = 0
    var rows: [AuditedSend] = []
    var kept: [AuditedSend] = []
    for person in 0..<sends.personCount {
      rows.removeAll(keepingCapacity: true)
      for place in starts[person]..<starts[person + 1] { rows.append(AuditedSend(sends[Int(order[Int(place)])])) }
      if rows.isEmpty { continue }
      rows.sort { ($0.seconds, $0.kind, $0.place) < ($1.seconds, $1.kind, $1.place) }
      kept.removeAll(keepingCapacity: true)
      for row in rows {
        if let last = kept.last, last.seconds == row.seconds, last.kind == row.kind {
          let place = kept.count - 1
          kept[place].answers.formUnion(row.answers)
          kept[place].cost = max(last.cost, row.cost)
          kept[place].isDateOnly = last.isDateOnly && row.isDateOnly
          copies += 1
        } else {
          kept.append(localized(row))
        }
      }
      body(person, kept)
    }
    return copies
  }

  private func localized(_ row: AuditedSend) -> AuditedSend {
    var row = row
    let (day, second) = local(row.seconds, zone: sends.places[row.place].countingZone)
    row.localDay = day
    row.localSecond = second
    return row
  }

  /// The local day, and the second of it, in a zone.
  func local(_ seconds: UInt32, zone: Int) -> (day: Int, second: Int) {
    let local = Int(sends.zones[zone].localSeconds(at: Instant(secondsSince1970: Int64(seconds))))
    let day = local >= 0 ? local / 86_400 : -1
    return (day, local - day * 86_400)
  }
}
