import Decisions
import Times

/// Past sends that are made up: eight weeks of five services in France, the same for the same seed, with facts planted in them
/// that an audit must find exactly.
///
/// Of twenty people twelve are written to calmly; two hear from two services on one day, twice; one gets text messages
/// late in the evening, one on Easter Monday, one somewhere in North America at an hour that is early in parts of it; three get an offer every working day for two weeks,
/// and click less with each.
public struct MadeSends: Sendable {
  /// How many people.
  public let peopleCount: Int
  /// The seed.
  public let seed: UInt64
  /// Only the first people's rows carry the text of their template: a template's text need not be repeated for ever.
  public static let peopleWithTexts = 400

  /// Monday of the first week.
  static let firstDay = 20_514  // 2026-03-02
  static let weekCount = 8

  /// Makes sends of so many people.
  public init(peopleCount: Int, seed: UInt64) {
    self.peopleCount = peopleCount
    self.seed = seed
  }

  /// What became of a made send; written into its row.
  struct Row {
    var day: Int
    /// Minutes after midnight in Paris; nothing: only the day is written.
    var minute: Int?
    var template: MadeTemplate
    var answers: SendAnswers = []
    var isPlantedBreach = false
    var isPossibleBreach = false
    var isPlantedMeeting = false
  }

  /// Everything sent to a person, in no particular order.
  func rows(ofPerson person: Int) -> [Row] {
    let draw = Draw(state: Chance.key(of: "past sends \(seed) \(person)"))
    var rows: [Row] = []
    switch person % 20 {
    case 0..<12:
      for week in 0..<MadeSends.weekCount where draw.uniform(week) < 0.6 {
        let answers = draw.answers(week, clicks: 0.06, opens: 0.30)
        rows.append(Row(day: day(week, 1), minute: 600, template: .newsletter, answers: answers))
      }
      for week in stride(from: 0, to: MadeSends.weekCount, by: 2) {
        let template: MadeTemplate = week % 4 == 0 ? .savings : .travel
        let answers = draw.answers(100 + week, clicks: 0.05, opens: 0.25)
        rows.append(Row(day: day(week, 3), minute: 660, template: template, answers: answers))
      }
    case 12..<14:
      for week in [1, 5] {
        let answers = draw.answers(100 + week, clicks: 0.05, opens: 0.25)
        rows.append(Row(day: day(week, 3), minute: 660, template: .travel, answers: answers))
        rows.append(Row(day: day(week, 3), minute: 900, template: .care, isPlantedMeeting: true))
      }
    case 14:
      for week in [2, 4] {
        rows.append(Row(day: day(week, 2), minute: 1_350, template: .flash, isPlantedBreach: true))
      }
    case 15: rows.append(Row(day: day(5, 0), minute: 660, template: .flash, isPlantedBreach: true))
    case 16: rows.append(Row(day: day(2, 3), minute: 900, template: .flash, isPossibleBreach: true))
    default:
      for number in 0..<10 {
        // Later in the run fewer are opened and clicked, and some leave.
        let fading = Double(max(0, 6 - number)) / 6
        var answers = draw.answers(200 + number, clicks: 0.14 * fading * fading, opens: 0.30 * fading + 0.04)
        if number > 5, draw.uniform(300 + number) < 0.02 { answers.insert(.unsubscribed) }
        let template: MadeTemplate = number % 2 == 0 ? .insurance : .savings
        rows.append(Row(day: day(2 + number / 5, number % 5), minute: 720, template: template, answers: answers))
      }
    }
    // A letter to everybody, by one of three services with a model of its own.
    rows.append(Row(day: day(5, 4), minute: nil, template: [.cardOne, .cardTwo, .cardThree][person % 3]))
    return rows
  }

  private func day(_ week: Int, _ weekday: Int) -> Int { MadeSends.firstDay + 7 * week + weekday }

  /// Chance, keyed by a person.
  private struct Draw {
    let state: UInt64

    func uniform(_ salt: Int) -> Double { Chance.uniform(state, salt: UInt64(salt)) }

    func answers(_ salt: Int, clicks: Double, opens: Double) -> SendAnswers {
      let drawn = uniform(1_000 + salt)
      if drawn < clicks { return [.opened, .clicked] }
      return drawn < opens ? .opened : []
    }
  }
}

/// The templates of made sends.
enum MadeTemplate: Int, CaseIterable {
  case newsletter, savings, travel, insurance, care, flash, cardOne, cardTwo, cardThree

  var service: String {
    switch self {
    case .newsletter: "editorial"
    case .savings, .travel, .insurance, .flash: "loyalty"
    case .care, .cardTwo: "care"
    case .cardOne: "billing"
    case .cardThree: "post room"
    }
  }

  var name: String {
    switch self {
    case .newsletter: "monthly-reading"
    case .savings: "savings-offer"
    case .travel: "travel-offer"
    case .insurance: "insurance-offer"
    case .care: "file-complete"
    case .flash: "flash-sale"
    case .cardOne: "new-card-2024"
    case .cardTwo: "new-card-care"
    case .cardThree: "carte-envoi-v3"
    }
  }

  var channel: String {
    switch self {
    case .flash: "SMS"
    case .cardOne, .cardTwo: "courrier"
    case .cardThree: "recommandé"
    default: "e-mail"
    }
  }

  var purpose: String {
    switch self {
    case .newsletter: "newsletter"
    case .savings, .travel, .insurance, .flash: "promotion"
    default: "service"
    }
  }

  /// In ten-thousandths of a euro.
  var cost: Int {
    switch channel {
    case "SMS": 550
    case "courrier": 13_500
    case "recommandé": 59_000
    default: 20
    }
  }

  var text: String {
    switch self {
    case .newsletter:
      "How families we know plan a year: three short stories, a recipe for tables of numbers, and what readers asked us."
    case .savings:
      "Put fifty euros aside each month and we add five until summer. Start in the app; stop whenever you like."
    case .travel:
      "Going away at Easter? Abroad your gold card pays without fees, and a lost suitcase is our worry, not yours."
    case .insurance:
      "Roof, bicycle, dog: one contract for the whole home, a month free when you sign before the end of April."
    case .care: "Thank you, all documents arrived and nothing is missing. We answer within ten working days."
    case .flash: "24 h only: -20 % on all card options. STOP 36180"
    case .cardOne: MadeTemplate.card
    case .cardTwo: MadeTemplate.card + " Your adviser"
    case .cardThree: "Dear customer, " + MadeTemplate.card
    }
  }

  private static let card =
    "your new card is in this envelope. Please sign it on the back before you use it for the first time, destroy the old one by "
    + "cutting it through the chip, and keep this letter with the number to call if the card is ever lost or stolen."
}
