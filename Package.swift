// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "mesure",
  dependencies: [
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2")
  ],
  targets: [
    .target(name: "Times"),
    .target(name: "Expressions", dependencies: ["Times"]),
    .target(name: "Decisions", dependencies: ["Expressions", "Times"]),
    .target(name: "Simulations"),
    .target(name: "Charters", dependencies: ["Simulations", .product(name: "Yams", package: "Yams")]),
    .testTarget(name: "SimulationsTests", dependencies: ["Simulations", "Charters"]),
    .testTarget(name: "TimesTests", dependencies: ["Times"]),
    .testTarget(name: "ExpressionsTests", dependencies: ["Expressions", "Times"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
