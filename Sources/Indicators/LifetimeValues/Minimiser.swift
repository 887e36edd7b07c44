/// Finds where a smooth function of a few numbers is least: downhill by simplex from afar, then by Newton's steps.
///
/// Sources: Nelder and Mead, "A simplex method for function minimization", The Computer Journal 7, 1965; Nocedal and
/// Wright, Numerical Optimization, 2006, chapter 3.
struct Minimiser {
  /// What was found.
  struct Result {
    /// Where it is least.
    var place: [Double]
    /// How great it is there.
    var value: Double
    /// The curvature there, row by row.
    var curvature: [[Double]]
    /// Whether Newton's steps came to rest.
    var isConverged: Bool
  }

  /// Each number stays within these, so that a function without a least value ends somewhere.
  var bounds: ClosedRange<Double> = -12...12
  /// Steps of the simplex.
  var simplexStepsMax = 200
  /// Newton's steps.
  var newtonStepsMax = 40

  /// - Parameter function: what is to be least; infinite where it has no value.
  func minimise(from start: [Double], _ function: ([Double]) -> Double) -> Result {
    func value(_ place: [Double]) -> Double {
      let value = function(place.map { min(max($0, bounds.lowerBound), bounds.upperBound) })
      return value.isFinite ? value : .infinity
    }
    return newton(from: simplex(from: start, value), value)
  }

  private func simplex(from start: [Double], _ value: ([Double]) -> Double) -> [Double] {
    let n = start.count
    var corners = [(place: start, value: value(start))]
    for index in 0..<n {
      var place = start
      place[index] += 0.5
      corners.append((place, value(place)))
    }
    for _ in 0..<simplexStepsMax {
      corners.sort { $0.value < $1.value }
      let worst = corners[n]
      guard worst.value - corners[0].value > 1e-7 * (1 + abs(corners[0].value)) else { break }
      let middle = (0..<n).map { index in corners[..<n].reduce(0) { $0 + $1.place[index] } / Double(n) }
      func along(_ factor: Double) -> (place: [Double], value: Double) {
        let place = (0..<n).map { middle[$0] + factor * (worst.place[$0] - middle[$0]) }
        return (place, value(place))
      }
      let reflected = along(-1)
      if reflected.value < corners[0].value {
        let expanded = along(-2)
        corners[n] = expanded.value < reflected.value ? expanded : reflected
      } else if reflected.value < corners[n - 1].value {
        corners[n] = reflected
      } else {
        let contracted = along(reflected.value < worst.value ? -0.5 : 0.5)
        if contracted.value < min(reflected.value, worst.value) {
          corners[n] = contracted
        } else {
          for corner in 1...n {
            let place = zip(corners[0].place, corners[corner].place).map { ($0 + $1) / 2 }
            corners[corner] = (place, value(place))
          }
        }
      }
    }
    return corners.min { $0.value < $1.value }?.place ?? start
  }

  private func newton(from start: [Double], _ value: ([Double]) -> Double) -> Result {
    var place = start
    var best = value(place)
    var damping = 0.0
    for _ in 0..<newtonStepsMax {
      let (slope, curvature) = differences(at: place, value)
      let scale = curvature.indices.map { abs(curvature[$0][$0]) }.max() ?? 1
      guard var step = SymmetricMatrix.solve(curvature, slope, ridge: damping * scale) else {
        damping = max(4 * damping, 1e-6)
        continue
      }
      let largest = step.map(abs).max() ?? 0
      if largest > 1 { step = step.map { $0 / largest } }
      let next = zip(place, step).map { min(max($0 - $1, bounds.lowerBound), bounds.upperBound) }
      let reached = value(next)
      if reached <= best + 1e-13 * abs(best) {
        let moved = zip(place, next).map { abs($0 - $1) }.max() ?? 0
        place = next
        best = min(best, reached)
        damping = damping < 1e-6 ? 0 : damping / 8
        if moved < 1e-8 { return end(place, best, isConverged: true, value) }
      } else {
        if largest < 1e-6 { return end(place, best, isConverged: true, value) }
        damping = max(8 * damping, 1e-4)
      }
    }
    return end(place, best, isConverged: false, value)
  }

  private func end(
    _ place: [Double], _ best: Double, isConverged: Bool, _ value: ([Double]) -> Double
  ) -> Result {
    let isInside = place.allSatisfy { $0 > bounds.lowerBound && $0 < bounds.upperBound }
    let (_, curvature) = differences(at: place, value)
    return Result(place: place, value: best, curvature: curvature, isConverged: isConverged && isInside)
  }

  /// Slope and curvature by central differences.
  private func differences(
    at place: [Double], _ value: ([Double]) -> Double
  ) -> (slope: [Double], curvature: [[Double]]) {
    let n = place.count
    let h = 1e-3
    func moved(_ moves: (Int, Double)...) -> Double {
      var other = place
      for (index, move) in moves { other[index] += move }
      return value(other)
    }
    let middle = value(place)
    var slope = [Double](repeating: 0, count: n)
    var curvature = [[Double]](repeating: slope, count: n)
    for i in 0..<n {
      let (up, down) = (moved((i, h)), moved((i, -h)))
      let (up2, down2) = (moved((i, 2 * h)), moved((i, -2 * h)))
      // Five points: the error of the slope is of the fourth order, so that the place is exact to 1e-8.
      slope[i] = (8 * (up - down) - (up2 - down2)) / (12 * h)
      curvature[i][i] = (16 * (up + down) - (up2 + down2) - 30 * middle) / (12 * h * h)
      for j in 0..<i {
        let mixed =
          (moved((i, h), (j, h)) - moved((i, h), (j, -h)) - moved((i, -h), (j, h)) + moved((i, -h), (j, -h)))
          / (4 * h * h)
        curvature[i][j] = mixed
        curvature[j][i] = mixed
      }
    }
    return (slope, curvature)
  }
}

/// Small symmetric matrices, row by row.
enum SymmetricMatrix {
  /// Solves `matrix` · x = `right`, something added to the diagonal; nothing where the matrix is not positive definite.
  static func solve(_ matrix: [[Double]], _ right: [Double], ridge: Double = 0) -> [Double]? {
    let n = right.count
    var lower = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for i in 0..<n {
      for j in 0...i {
        var sum = matrix[i][j] + (i == j ? ridge : 0)
        for k in 0..<j { sum -= lower[i][k] * lower[j][k] }
        if i == j {
          guard sum > 0, sum.isFinite else { return nil }
          lower[i][i] = sum.squareRoot()
        } else {
          lower[i][j] = sum / lower[j][j]
        }
      }
    }
    var x = right
    for i in 0..<n {
      for k in 0..<i { x[i] -= lower[i][k] * x[k] }
      x[i] /= lower[i][i]
    }
    for i in (0..<n).reversed() {
      for k in (i + 1)..<max(n, i + 1) { x[i] -= lower[k][i] * x[k] }
      x[i] /= lower[i][i]
    }
    return x
  }

  /// The inverse; nothing where the matrix is not positive definite.
  static func inverse(_ matrix: [[Double]]) -> [[Double]]? {
    let n = matrix.count
    var columns: [[Double]] = []
    for index in 0..<n {
      var unit = [Double](repeating: 0, count: n)
      unit[index] = 1
      guard let column = solve(matrix, unit) else { return nil }
      columns.append(column)
    }
    return columns
  }
}
