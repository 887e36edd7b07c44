import Decisions
import Statistics

/// One number of an experiment's report.
public struct ExperimentRow: Hashable, Sendable {
  /// Which of the readings it belongs to. The raw value is its name in files, and stays.
  public enum Reading: String, CaseIterable, Sendable {
    /// The open dashboard: valid at any time.
    case open
    /// A planned look.
    case planned
    /// Whether the arm is worse, looked at any time.
    case guardRail = "guard_rail"
    /// A place of a cross, of those whose effect is believed among all.
    case place
    /// What the arm had more, summed over places that are believed to have more.
    case caused
    /// What the arm had less, summed over places that are believed to have less.
    case avoided
  }

  /// What is made of it. The raw value is its name in files, and stays.
  public enum Verdict: String, CaseIterable, Sendable {
    case more, less, worse, open
    case notWorse = "not_worse"
  }

  /// Which reading.
  public var reading: Reading
  /// The number of a planned look, from 1; 0 otherwise.
  public var look = 0
  /// What is counted.
  public var metric: ExperimentMetric
  /// The arm that is compared with control, by its position in the report.
  public var arm: Int
  /// Whether values are cut at the cap that was declared.
  public var isCapped = false
  /// Whether what customers did before is taken into account.
  public var isAdjusted = false
  /// Whether this view of the metric leads: capped where there is a cap, adjusted where something is known of before.
  public var leads = true
  /// The place, or the cross; empty: everybody.
  public var place = ""
  /// The means of control and of the arm; nothing where sums are told.
  public var means: (control: Double, arm: Double)?
  /// The mean of the arm less that of control; of sums, the sum.
  public var difference: Double
  /// What the difference may be; ends are infinite where nothing is ruled out.
  public var low = -Double.infinity
  /// See ``low``.
  public var high = Double.infinity
  /// The difference over the mean of control; nothing where that is not above 0.
  public var relative: Double?
  /// What that may be.
  public var relativeLow = -Double.infinity
  /// See ``relativeLow``.
  public var relativeHigh = Double.infinity
  /// What the arm had more than it would have had as control, in all.
  public var total: Double?
  /// What is made of it.
  public var verdict: Verdict
  /// Whether it is believed among all comparisons of the experiment (e-BH).
  public var isBelievedAmongMany = false
  /// The share of the variance that what customers did before explains.
  public var explained = 0.0
  /// Units of both arms that it is made of; of sums, places that are open.
  public var n: Int

  /// Same numbers, same rows.
  public static func == (a: ExperimentRow, b: ExperimentRow) -> Bool {
    a.key == b.key && a.means?.control == b.means?.control && a.means?.arm == b.means?.arm && a.low == b.low
      && a.high == b.high && a.verdict == b.verdict
  }

  /// Hashes what rows are told apart by.
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }

  private var key: [String] {
    [
      reading.rawValue, "\(look)", metric.name, "\(arm)", "\(isCapped)", "\(isAdjusted)", place, "\(difference)",
      "\(n)",
    ]
  }
}

extension ExperimentReport {
  /// All numbers: none where sizes do not fit. Metrics of which nothing at all is known are left out.
  public var rows: [ExperimentRow] {
    guard let reading else { return [] }
    return openRows(reading) + plannedRows + guardRailRows(reading) + placeRows(reading) + totalRows(reading)
  }

  private func row(
    _ kind: ExperimentRow.Reading, _ metric: MetricReading, _ view: ViewReading, leads: Bool
  ) -> ExperimentRow {
    var row = ExperimentRow(
      reading: kind, metric: metrics[metric.metric], arm: metric.arm, isCapped: view.view.isCapped,
      isAdjusted: view.view.adjustment != .none, leads: leads,
      means: (view.effect.control.value, view.effect.treated.value), difference: view.effect.difference.value,
      verdict: view.isCalled ? (view.effect.difference.value > 0 ? .more : .less) : .open,
      n: Int(metric.treatedCount + metric.controlCount))
    (row.low, row.high) = (view.interval.lower, view.interval.upper)
    row.relative = view.effect.relative
    (row.relativeLow, row.relativeHigh) = (view.relativeInterval.lower, view.relativeInterval.upper)
    // Without the sign of a zero.
    row.total = view.incremental + 0
    row.explained = view.effect.explained
    return row
  }

  private func openRows(_ reading: ExperimentReading) -> [ExperimentRow] {
    reading.metrics.filter { $0.treatedCount + $0.controlCount > 0 }.flatMap { metric in
      metric.views.enumerated().map { place, view in
        var row = row(.open, metric, view, leads: place == metric.leading)
        row.isBelievedAmongMany = metric.isCalledAmongMany && row.leads
        return row
      }
    }
  }

  private var plannedRows: [ExperimentRow] {
    looks.enumerated().flatMap { number, look -> [ExperimentRow] in
      guard case .shown(let reading) = look.analysis else { return [] }
      return reading.metrics.filter { $0.treatedCount + $0.controlCount > 0 }.map { metric in
        var row = row(.planned, metric, metric.lead, leads: true)
        row.look = number + 1
        return row
      }
    }
  }

  private func guardRailRows(_ reading: ExperimentReading) -> [ExperimentRow] {
    let needed = Elementary.logarithm(1 / experiment.promise.alpha)
    return reading.metrics.compactMap { metric in
      guard let rail = metric.guardRail, metric.treatedCount + metric.controlCount > 0 else { return nil }
      var row = row(.guardRail, metric, metric.lead, leads: true)
      row.verdict = rail.logHarm >= needed ? .worse : rail.logSafety >= needed ? .notWorse : .open
      return row
    }
  }

  private func placeRows(_ reading: ExperimentReading) -> [ExperimentRow] {
    reading.places.filter(\.isCalled).map { place in
      var row = ExperimentRow(
        reading: .place, metric: metrics[place.metric], arm: place.arm, place: place.place.place,
        means: (place.effect.control.value, place.effect.treated.value), difference: place.effect.difference.value,
        verdict: place.effect.difference.value > 0 ? .more : .less, n: Int(place.effect.difference.count))
      (row.low, row.high) = (place.interval.lower, place.interval.upper)
      row.relative = place.effect.relative
      row.total = place.incremental
      row.isBelievedAmongMany = true
      return row
    }
  }

  private func totalRows(_ reading: ExperimentReading) -> [ExperimentRow] {
    reading.crosses.flatMap { total -> [ExperimentRow] in
      guard total.caused != 0 || total.avoided != 0 else { return [] }
      return [(ExperimentRow.Reading.caused, total.caused), (.avoided, total.avoided)].map { kind, sum in
        ExperimentRow(
          reading: kind, metric: metrics[total.metric], arm: total.arm, place: total.cross, difference: sum,
          verdict: sum > 0 ? .more : sum < 0 ? .less : .open, isBelievedAmongMany: true, n: total.openCount)
      }
    }
  }
}
