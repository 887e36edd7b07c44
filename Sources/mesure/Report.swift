import ArgumentParser
import Foundation
import Hub
import Indicators
import Records
import Times

/// `mesure report`: what a hub's log says; without another word, its indicators.
struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Report what a hub's log says: indicators, or experiments.",
    subcommands: [ReportIndicators.self, ReportExperiments.self], defaultSubcommand: ReportIndicators.self)
}

/// `mesure report indicators`: the indicators of a hub's log.
struct ReportIndicators: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "indicators",
    abstract: "Report what contacts came to, what silence was worth, and how sure that is.",
    discussion: """
      Works on the data folder of a hub that is stopped; a running hub answers the same at GET /v1/indicators. Every number \
      stands with what it may be 95 times in 100 and with what it is made of; docs/INDICATORS.md says how. The same log gives \
      the same report.
      """)

  @Option(
    help: "From this day or moment on, such as 2026-11-01, in the charter's zone; default: from the log's first entry.")
  var from: String?

  @Option(help: "Up to, and without, this day or moment; default: up to the log's last entry.")
  var to: String?

  @Option(help: "What to cut by, with commas: \(IndicatorDimension.allCases.map(\.rawValue).joined(separator: ", ")).")
  var by: String?

  @Option(help: "Only what is known of this customer.")
  var customer: String?

  @Flag(help: "Write JSON.")
  var json = false

  @Flag(help: "Write CSV, a row a number.")
  var csv = false

  @Option(
    help: "Events that are purchases, with commas; `converted` means conversions. Default: purchase,order_completed.")
  var purchases: String?

  @Option(help: "What later money loses in a month, 0 to 1.")
  var discountPerMonth = 0.01

  @Option(help: "The share of a customer's later value that an opt-out is assumed to lose, 0 to 1.")
  var optOutLoss = 1.0

  @OptionGroup var data: DataOptions

  func validate() throws {
    _ = try dimensions()
    if json, csv { throw ValidationError("`--json` and `--csv` exclude each other") }
    guard (0..<1).contains(discountPerMonth) else { throw ValidationError("`--discount-per-month` lies from 0 to 1") }
    guard (0...1).contains(optOutLoss) else { throw ValidationError("`--opt-out-loss` lies from 0 to 1") }
  }

  private func dimensions() throws -> [IndicatorDimension] {
    guard let by else { return [] }
    do throws(DimensionFault) {
      return try IndicatorDimension.list(by)
    } catch {
      throw ValidationError("--by: \(error.message)")
    }
  }

  func run() async throws {
    let dimensions = try dimensions()
    let (report, currency) = try await data.withAuthority { authority in
      let charter = authority.activeCharter?.charter
      let zone = charter?.zones.first ?? .utc
      var terms = IndicatorTerms()
      terms.fromSeconds = try from.map { try moment($0, "--from", zone) }
      terms.toSeconds = try to.map { try moment($0, "--to", zone) }
      terms.discountPerMonth = discountPerMonth
      terms.lossShareOfOptOut = optOutLoss
      if let purchases { terms.purchaseEvents = Set(purchases.split(separator: ",").map(String.init)) }
      let identity = customer.map { Identity(.id, $0) }
      return (try await authority.indicators(terms, by: dimensions, of: identity), charter?.currency ?? "EUR")
    }
    if csv {
      FileHandle.standardOutput.write(Data(report.csv))
    } else if json {
      var writer = JSONWriter(capacity: 1 << 16)
      writer.beginObject()
      report.write(into: &writer)
      writer.endObject()
      writer.endLine()
      writer.withBytes { FileHandle.standardOutput.write(Data($0)) }
    } else {
      print(ReportText.of(report, currency: currency), terminator: "")
    }
  }

  private func moment(_ text: String, _ option: String, _ zone: Zone) throws -> Int64 {
    do throws(TimeTextError) {
      return try Instant(iso8601: text, zone: zone).secondsSince1970
    } catch {
      throw ValidationError("`\(option) \(text)` is no day or moment; write 2026-11-01 or 2026-11-01T08:00")
    }
  }
}
