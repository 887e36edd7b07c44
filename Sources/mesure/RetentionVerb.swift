import ArgumentParser
import Foundation
import Hub
import Times

/// `mesure retention`: of whom nothing was heard for so long that their data is to go.
struct RetentionVerb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retention",
    abstract: "List customers of whom nothing was heard for years.",
    discussion: """
      Works on the data folder of a hub that is stopped. A sign of life is an event, a click, an answer, a purchase, something \
      said of consent; an opening is none. One line a customer: kind, identifier, the day of the last sign, and the day of the \
      last message since the term ended, if there was one. What is listed is erased by DELETE /v1/customers/{id}.
      """)

  @Option(help: "How many years may pass without a sign; default 3.")
  var years = 3

  @Option(help: "The day as of which is counted, such as 2026-11-23; default: today.")
  var at: String?

  @OptionGroup var data: DataOptions

  /// Customers read at once.
  private static let customersPerRead = 500

  func validate() throws {
    guard (1...100).contains(years) else { throw ValidationError("`--years` is a whole number from 1 to 100") }
    if let at, (try? CivilDate(iso8601: at)) == nil { throw ValidationError("`--at` is a day, such as 2026-11-23") }
  }

  func run() async throws {
    let today =
      at.flatMap { try? CivilDate(iso8601: $0) }
      ?? Zone.utc.date(at: Instant(secondsSince1970: Int64(Date().timeIntervalSince1970)))
    let since = Self.day(today, yearsBefore: years)
    let now = Int64(today.daysSince1970) * 86_400_000
    try await data.withAuthority { authority in
      var after = CustomerNumber(rawValue: 0)
      print("kind,customer,last_sign,last_message")
      while true {
        let (customers, last) = try await authority.silentCustomers(
          sinceMilliseconds: since, nowMilliseconds: now, after: after, countMax: Self.customersPerRead)
        for customer in customers {
          let name = customer.identity.value
          let quoted =
            name.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
            ? "\"\(name.replacing("\"", with: "\"\""))\"" : name
          let said = customer.lastMessageMilliseconds.map { Self.text($0) } ?? ""
          print("\(customer.identity.kind),\(quoted),\(Self.text(customer.lastSignMilliseconds)),\(said)")
        }
        guard let last else { return }
        after = last
      }
    }
  }

  /// The beginning of the day so many years earlier; of 29 February that of 1 March where there is none.
  private static func day(_ day: CivilDate, yearsBefore years: Int) -> Int64 {
    let year = Int(day.year) - years
    let other =
      CivilDate(year: year, month: Int(day.month), day: Int(day.day)) ?? CivilDate(year: year, month: 3, day: 1) ?? day
    return Int64(other.daysSince1970) * 86_400_000
  }

  private static func text(_ milliseconds: Int64) -> String {
    Zone.utc.date(at: Instant(secondsSince1970: milliseconds / 1000)).iso8601
  }
}
