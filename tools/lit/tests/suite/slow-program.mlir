// RUN: sleep 30
