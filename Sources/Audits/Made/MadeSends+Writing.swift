import Times

extension MadeSends {
  /// Two services that were made to write to the same people on the same day.
  public struct Meeting: Hashable, Sendable {
    /// The services, the first before the second.
    public var services: [String]
    /// How often that happened to somebody.
    public var personDays: Int
    /// The days, ascending, as days since 1970.
    public var days: [Int]

    /// Makes a meeting.
    public init(services: [String], personDays: Int, days: [Int]) {
      self.services = services
      self.personDays = personDays
      self.days = days
    }
  }

  /// What was planted.
  public struct Facts: Hashable, Sendable {
    /// Rows, faulty ones and copies included.
    public var rows = 0
    /// Rows whose time cannot be read.
    public var faultyRows = 0
    /// Rows that repeat another.
    public var copies = 0
    /// People with a send.
    public var people = 0
    /// Text messages that broke French rules for certain.
    public var certainBreaches = 0
    /// Text messages that broke rules in some part of North America.
    public var possibleBreaches = 0
    /// Services that met.
    public var meetings: [Meeting] = []
    /// Names of templates that are nearly the same, sorted.
    public var nearDuplicates: [[String]] = []
    /// Sends that are offers or newsletters, without copies.
    public var marketing = 0
    /// What everything cost, in ten-thousandths of money, without copies.
    public var cost = 0
  }

  /// What was planted, counted while making rather than found afterwards.
  public var facts: Facts {
    var facts = Facts()
    var meetings = 0
    for person in 0..<peopleCount {
      let rows = rows(ofPerson: person)
      facts.people += 1
      facts.rows += rows.count + (hasCopy(person) ? 1 : 0) + (hasFault(person) ? 1 : 0)
      facts.copies += hasCopy(person) ? 1 : 0
      facts.faultyRows += hasFault(person) ? 1 : 0
      for row in rows {
        facts.certainBreaches += row.isPlantedBreach ? 1 : 0
        facts.possibleBreaches += row.isPossibleBreach ? 1 : 0
        meetings += row.isPlantedMeeting ? 1 : 0
        facts.marketing += row.template.purpose == "service" ? 0 : 1
        facts.cost += row.template.cost
      }
    }
    if meetings > 0 {
      let days = [1, 5].map { MadeSends.firstDay + 7 * $0 + 3 }
      facts.meetings = [Meeting(services: ["care", "loyalty"], personDays: meetings, days: days)]
    }
    if peopleCount >= 3 {
      facts.nearDuplicates = [[MadeTemplate.cardOne, .cardTwo, .cardThree].map(\.name).sorted()]
    }
    return facts
  }

  private func hasCopy(_ person: Int) -> Bool { person % 40 == 7 }
  private func hasFault(_ person: Int) -> Bool { person % 100 == 3 }

  /// Appends the header line.
  public func appendHeader(to bytes: inout [UInt8]) {
    let names = [
      "N° client", "Date d'envoi", "Service", "Canal", "Modèle", "Texte", "Finalité", "Pays", "Téléphone", "Ouvert",
      "Cliqué",
      "Désabonné", "Coût",
    ]
    bytes.append(contentsOf: (names.joined(separator: ";") + "\n").utf8)
  }

  /// Appends a person's rows.
  public func appendRows(ofPerson person: Int, to bytes: inout [UInt8]) {
    let rows = rows(ofPerson: person)
    for row in rows { append(row, person, time: MadeSends.time(row), to: &bytes) }
    if hasCopy(person), let row = rows.first { append(row, person, time: MadeSends.time(row), to: &bytes) }
    if hasFault(person), let row = rows.first { append(row, person, time: "soon", to: &bytes) }
  }

  private func append(_ row: Row, _ person: Int, time: String, to bytes: inout [UInt8]) {
    let isAbroad = person % 20 == 16
    let cost = String(row.template.cost)
    let padded = String(repeating: "0", count: max(0, 5 - cost.utf8.count)) + cost
    let fields = [
      "C\(person + 1)", time, row.template.service, row.template.channel, row.template.name,
      person < MadeSends.peopleWithTexts ? "\"\(row.template.text)\"" : "", row.template.purpose, isAbroad ? "" : "FR",
      isAbroad ? "+1 212 555 01\(person / 20 % 100 < 10 ? "0" : "")\(person / 20 % 100)" : "",
      row.answers.contains(.opened) ? "oui" : "non", row.answers.contains(.clicked) ? "oui" : "non",
      row.answers.contains(.unsubscribed) ? "oui" : "non", "\(padded.dropLast(4)),\(padded.suffix(4))",
    ]
    bytes.append(contentsOf: (fields.joined(separator: ";") + "\n").utf8)
  }

  /// Day, month, year, and the local time where there is one.
  private static func time(_ row: Row) -> String {
    let date = CivilDate(daysSince1970: row.day)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = "\(two(Int(date.day)))/\(two(Int(date.month)))/\(date.year)"
    guard let minute = row.minute else { return day }
    return "\(day) \(two(minute / 60)):\(two(minute % 60))"
  }
}
